/* listener.h: waits on a loopback port for requests of a browser or of Prometheus. Bounded: one
 * connection at a time, some seconds and some kilobytes each.
 *
 * Written by hand, because all that is ever needed is the address in one request line: a library of
 * an HTTP server would be many times as much to trust.
 */
#ifndef BRIGADE_HTTP_LISTENER_H
#define BRIGADE_HTTP_LISTENER_H

#include "lib/base/error.h"

struct listener;

/* Listens on 127.0.0.1; port 0: one that is free. ERROR_IMPORT when the port cannot be had. */
bool listener_open(struct listener **out, unsigned port, struct error *err) MUST_CHECK;
void listener_close(struct listener **listener);
unsigned listener_port(const struct listener *listener);

/* Waits for "GET <path>?<query> HTTP/1.x" and hands on the query (the caller's, free_secret); other
 * requests, and those for another host, are answered with an error. The browser waits until
 * listener_answer. ERROR_ITEM after timeout_ms, or when a signal arrives. */
bool listener_wait(struct listener *listener, const char *path, int64_t timeout_ms, char **query,
                   struct error *err) MUST_CHECK;
/* Tells the browser how it went: a page with one sentence of ours. */
void listener_answer(struct listener *listener, bool good, const char *sentence);

/* Waits for "GET <path> HTTP/1.x", without a query. False after timeout_ms, or when a signal
 * arrives. Who asked waits until listener_send. */
bool listener_wait_for(struct listener *listener, const char *path, int64_t timeout_ms) MUST_CHECK;
/* status: "200 OK"; type: of the text. */
void listener_send(struct listener *listener, const char *status, const char *type,
                   const char *text);

/* The value of a field of a query or form, percent-decoded; NULL when it is not there, comes twice,
 * or is malformed. The caller's (free_secret). */
char *listener_field(const char *query, const char *name) MUST_CHECK;

#endif
