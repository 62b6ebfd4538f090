#include "setup.h"

#include <stdlib.h>

#include "net/log.h"

static void fill_clients(const struct conf *conf, struct setup *setup)
{
	setup->clients =
	    calloc(conf->client_count + 1, sizeof(*setup->clients));
	if (setup->clients == NULL)
		return;
	for (size_t i = 0; i < conf->client_count; i++)
		setup->clients[i] = (struct net_client){
		    .san = conf->clients[i].san,
		    .pharmacy = conf->clients[i].pharmacy,
		};
}

static void fill_uids(const struct conf *conf, struct setup *setup)
{
	const struct conf_list *uids = &conf->control_uids;

	setup->uids = calloc(uids->count + 1, sizeof(*setup->uids));
	if (setup->uids == NULL)
		return;
	for (size_t i = 0; i < uids->count; i++)
		setup->uids[i] = (unsigned)strtoul(uids->items[i], NULL, 10);
}

static struct tls_config tls_of(const struct conf *conf,
				const struct setup *setup)
{
	return (struct tls_config){
	    .certificate = conf->tls_certificate,
	    .key = conf->tls_key,
	    .client_ca = conf->tls_client_ca,
	    .crl = conf->tls_crl,
	    .allow_tls12 = conf->tls_min_version == 0,
	    .clients = setup->clients,
	    .client_count = conf->client_count,
	    .accept_agb_uri = conf->clients_accept_agb_uri,
	};
}

bool setup_net(const struct conf *conf, const char *version,
	       struct setup *setup, struct err *e)
{
	fill_clients(conf, setup);
	fill_uids(conf, setup);
	if (setup->clients == NULL || setup->uids == NULL) {
		setup_release(setup);
		return err_set(e, ERR_FAILED, "out of memory");
	}
	setup->net = (struct net_config){
	    .version = version,
	    .address = conf->listen_address,
	    .port = (int)conf->listen_port,
	    .backlog = (int)conf->listen_backlog,
	    .control_path = conf->control_path,
	    .control_uids = setup->uids,
	    .control_uid_count = conf->control_uids.count,
	    .tls = tls_of(conf, setup),
	    .limits =
		{
		    .line = (size_t)conf->limits_line,
		    .max_in_flight = (int)conf->limits_max_in_flight,
		    .connections = (int)conf->limits_connections,
		    .handshake_ms = conf->limits_handshake,
		    .idle_ms = conf->limits_idle,
		    .write_stall_ms = conf->limits_write_stall,
		},
	    .threads = (int)conf->threads_io,
	};
	return true;
}

void setup_release(struct setup *setup)
{
	free(setup->clients);
	free(setup->uids);
}

struct desk_trust setup_trust(const struct conf *conf)
{
	return (struct desk_trust){
	    .keys = (const char *const *)conf->snapshot_keys.items,
	    .key_count = conf->snapshot_keys.count,
	    .allow_unsigned = conf->snapshot_allow_unsigned,
	    .grace_days = (int)conf->snapshot_grace_days,
	    .cases = conf->snapshot_cases,
	};
}

void setup_desk(const struct conf *conf, const char *version,
		struct desk_config *desk)
{
	*desk = (struct desk_config){
	    .ledger_path = conf->ledger_path,
	    .reserve_bytes = conf->ledger_reserve,
	    .since = conf->ledger_since,
	    .privacy_key = conf->privacy_key,
	    .snapshot_dir = conf->snapshot_dir,
	    .trust = setup_trust(conf),
	    .queue_max = (size_t)conf->limits_queue,
	    .version = version,
	};
}

void setup_log(const struct conf *conf)
{
	/* In the order of the choices of log.level. */
	static const int priorities[] = {LOG_ERR, LOG_WARNING, LOG_INFO,
					 LOG_DEBUG};

	log_setup(priorities[conf->log_level], conf->log_format == 1);
}

void setup_warn(const struct conf *conf)
{
	if (conf->tls_crl[0] == '\0')
		log_line(LOG_WARNING, "tls.crl is empty: no certificate is "
				      "ever revoked");
	if (conf->client_count == 0 && !conf->clients_accept_agb_uri)
		log_line(LOG_WARNING, "no client entry, and "
				      "clients.accept_agb_uri is false: "
				      "nobody can connect");
	if (conf->snapshot_allow_unsigned)
		log_line(LOG_WARNING, "snapshot.allow_unsigned is true: "
				      "anybody's snapshot is served");
	else if (conf->snapshot_keys.count == 0)
		log_line(LOG_WARNING, "snapshot.keys is empty: no snapshot is "
				      "ever accepted");
}
