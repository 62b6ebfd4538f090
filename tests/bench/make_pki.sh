#!/bin/sh
# make_pki.sh DIR: an authority, a server and a client for the benchmark, and
# a claimd.conf for echo. `claimctl init` makes the real thing.
set -eu
dir=$1
mkdir -p "$dir"
cd "$dir"
umask 077

new_key() {
	openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 \
		-out "$1" 2>/dev/null ||
		openssl genpkey -algorithm EC \
			-pkeyopt ec_paramgen_curve:P-256 -out "$1"
}

# issue NAME SAN USAGE
issue() {
	new_key "$1.key"
	openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
	printf 'subjectAltName=%s\nextendedKeyUsage=%s\nkeyUsage=digitalSignature\n' \
		"$2" "$3" >"$1.ext"
	openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -days 30 \
		-CAcreateserial -extfile "$1.ext" -out "$1.pem" 2>/dev/null
	rm "$1.csr" "$1.ext"
}

new_key ca.key
openssl req -x509 -new -key ca.key -subj "/CN=bench authority" -days 30 \
	-addext basicConstraints=critical,CA:TRUE \
	-addext keyUsage=critical,keyCertSign,cRLSign -out ca.pem
issue server DNS:localhost,IP:127.0.0.1 serverAuth
issue client URI:agb:02012345 clientAuth

cat >claimd.conf <<EOF
listen { address = "127.0.0.1" port = 0 }
tls {
	certificate = "server.pem"
	key = "server.key"
	client_ca = "ca.pem"
	crl = ""
}
clients { accept_agb_uri = true }
EOF
