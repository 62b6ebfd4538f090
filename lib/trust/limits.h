/*
 * The limits of what is signed and of what is remembered of it, each with its
 * reason. claimd.conf(5) lists them.
 */
#ifndef CLAIMD_TRUST_LIMITS_H
#define CLAIMD_TRUST_LIMITS_H

enum {
	/* A manifest: ten times the largest that a snapshot can have. */
	MANIFEST_BYTES_MAX = 4096,
	/* A signature file: 88 characters of base64 and a line feed. */
	SIGNATURE_BYTES_MAX = 128,
	/* A key file: PEM of an Ed25519 key is 119 bytes. */
	KEY_FILE_BYTES_MAX = 4096,
	/* Publishers' keys in force at one time: snapshot.keys takes 16. */
	TRUSTED_KEYS_MAX = 16,
	/* Keys whose highest sequence is remembered, also after they left the
	 * configuration: decades of yearly successors of each. */
	RATCHET_KEYS_MAX = 256,
	/* Switches that are remembered: a year of nightly ones. */
	SWITCHES_MAX = 400,
	/* The file of all that: 256 keys and 400 switches, all full. */
	RATCHET_BYTES_MAX = 1024 * 1024,
};

#endif
