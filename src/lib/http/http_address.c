#include "lib/http/http_address.h"

#include <netinet/in.h>
#include <string.h>

#include "lib/http/http.h"

/* The first row that fits decides; no row: public. */
static const struct {
    uint32_t network;
    int bits;
    enum address_kind kind;
} networks4[] = {
    {0x00000000, 8, ADDRESS_NOBODY},   /* this network */
    {0x7F000000, 8, ADDRESS_LOOPBACK}, /* 127.0.0.0 */
    {0x0A000000, 8, ADDRESS_PRIVATE},  /* 10.0.0.0 */
    {0x64400000, 10, ADDRESS_PRIVATE}, /* 100.64.0.0: carriers */
    {0xA9FE0000, 16, ADDRESS_PRIVATE}, /* 169.254.0.0: link-local, metadata */
    {0xAC100000, 12, ADDRESS_PRIVATE}, /* 172.16.0.0 */
    {0xC0000000, 24, ADDRESS_PRIVATE}, /* 192.0.0.0: protocols */
    {0xC0000200, 24, ADDRESS_PRIVATE}, /* 192.0.2.0: documentation */
    {0xC0586300, 24, ADDRESS_PRIVATE}, /* 192.88.99.0: old 6to4 relays */
    {0xC0A80000, 16, ADDRESS_PRIVATE}, /* 192.168.0.0 */
    {0xC6120000, 15, ADDRESS_PRIVATE}, /* 198.18.0.0: measurements */
    {0xC6336400, 24, ADDRESS_PRIVATE}, /* 198.51.100.0: documentation */
    {0xCB007100, 24, ADDRESS_PRIVATE}, /* 203.0.113.0: documentation */
    {0xE0000000, 4, ADDRESS_NOBODY},   /* multicast */
    {0xF0000000, 4, ADDRESS_NOBODY},   /* reserved, broadcast */
};

static enum address_kind kind4(uint32_t address)
{
    for (size_t i = 0; i < ARRAY_LENGTH(networks4); i++)
        if (address >> (32 - networks4[i].bits) == networks4[i].network >> (32 - networks4[i].bits))
            return networks4[i].kind;
    return ADDRESS_PUBLIC;
}

static const struct {
    unsigned char prefix[12];
    int bytes;
    int at; /* of the IPv4 address that it carries; -1: none */
    enum address_kind kind;
} networks6[] = {
    {{[10] = 0xFF, [11] = 0xFF}, 12, 12, ADDRESS_PRIVATE}, /* ::ffff:0:0, mapped */
    {{0}, 12, 12, ADDRESS_PRIVATE},                        /* ::a.b.c.d, as once */
    {{0x00, 0x64, 0xFF, 0x9B}, 12, 12, ADDRESS_PRIVATE},   /* 64:ff9b::, NAT64 */
    {{0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01}, 6, -1, ADDRESS_PRIVATE},
    {{0x20, 0x02}, 2, 2, ADDRESS_PRIVATE},              /* 2002::, 6to4 */
    {{0x20, 0x01, 0x0D, 0xB8}, 4, -1, ADDRESS_PRIVATE}, /* documentation */
    {{0x20, 0x01, 0x00}, 3, -1, ADDRESS_PRIVATE},       /* 2001::, Teredo and protocols */
};

static enum address_kind kind6(const struct in6_addr *address)
{
    const unsigned char *bytes = address->s6_addr;
    if (IN6_IS_ADDR_LOOPBACK(address))
        return ADDRESS_LOOPBACK;
    if (IN6_IS_ADDR_UNSPECIFIED(address) || IN6_IS_ADDR_MULTICAST(address))
        return ADDRESS_NOBODY;
    for (size_t i = 0; i < ARRAY_LENGTH(networks6); i++) {
        const unsigned char *carried = bytes + networks6[i].at;
        if (memcmp(bytes, networks6[i].prefix, (size_t)networks6[i].bytes) != 0)
            continue;
        if (networks6[i].at < 0)
            return networks6[i].kind;
        return kind4((uint32_t)carried[0] << 24 | (uint32_t)carried[1] << 16 |
                     (uint32_t)carried[2] << 8 | carried[3]);
    }
    /* 2000::/3 is all that was ever given out: unique-local, link-local and the rest is not. */
    return bytes[0] >> 5 == 1 ? ADDRESS_PUBLIC : ADDRESS_PRIVATE;
}

enum address_kind http_address_kind(const struct sockaddr *address)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof(v4));
        return kind4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6)
        return ADDRESS_NOBODY;
    memcpy(&v6, address, sizeof(v6));
    return kind6(&v6.sin6_addr);
}

static bool allow_loopback, allow_special;

void http_allow_addresses(bool loopback, bool special)
{
    allow_loopback = loopback;
    allow_special = special;
}

bool http_address_is_allowed(const struct sockaddr *address)
{
    enum address_kind kind = http_address_kind(address);
    return kind == ADDRESS_PUBLIC ||
           (kind == ADDRESS_LOOPBACK && (allow_loopback || allow_special)) ||
           (kind == ADDRESS_PRIVATE && allow_special);
}

curl_socket_t http_address_open(void *is_refused, curlsocktype purpose,
                                struct curl_sockaddr *address)
{
    if (http_address_is_allowed(&address->addr) && purpose == CURLSOCKTYPE_IPCXN)
        return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    *(bool *)is_refused = true;
    return CURL_SOCKET_BAD;
}

bool http_address_refuse(const char *host, struct error *err)
{
    return error_set(err, ERROR_ITEM,
                     "%s has an address that is not public: no connection was made. When it is a "
                     "server of yours, set allow_private_addresses",
                     host);
}
