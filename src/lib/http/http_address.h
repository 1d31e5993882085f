/* http_address.h: the addresses that a connection may be opened to. The owner of a host name can
 * point it at this host, at the metadata service of a cloud or at a printer. So the address is
 * looked at, not the name, when the socket is made. Only http*.c and tests include this.
 *
 * It is our own because libcurl offers the moment to look (CURLOPT_OPENSOCKETFUNCTION) and no list
 * of addresses to refuse, and the C library's macros (IN6_IS_ADDR_...) know few of IANA's ranges.
 */
#ifndef BRIGADE_HTTP_HTTP_ADDRESS_H
#define BRIGADE_HTTP_HTTP_ADDRESS_H

#include <curl/curl.h>

#include "lib/base/error.h"

enum address_kind {
    ADDRESS_PUBLIC,
    ADDRESS_LOOPBACK,
    ADDRESS_PRIVATE, /* of a site, a link or a carrier, cloud metadata, for documentation or tests
                      */
    ADDRESS_NOBODY,  /* no single host: unspecified, multicast, broadcast, reserved; other families
                      */
};

/* By the special-purpose registries of IANA. An IPv6 address that carries an IPv4 address
 * (mapped, 6to4, NAT64) has the kind of the IPv4 address. */
enum address_kind http_address_kind(const struct sockaddr *address);

/* Whether http_allow_addresses (http.h) lets connections to it through. */
bool http_address_is_allowed(const struct sockaddr *address);
/* For CURLOPT_OPENSOCKETFUNCTION, the moment between the look-up of a name and the connection:
 * opens a socket for an allowed address. For another one *is_refused, a bool, becomes true. */
curl_socket_t http_address_open(void *is_refused, curlsocktype purpose,
                                struct curl_sockaddr *address);
/* The sentence for a host none of whose addresses is allowed. Returns false. */
bool http_address_refuse(const char *host, struct error *err);

#endif
