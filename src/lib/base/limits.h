/* limits.h: every bound on what comes from outside, with its reason. */
#ifndef BRIGADE_BASE_LIMITS_H
#define BRIGADE_BASE_LIMITS_H

/* One answer of the API after inflation. A page of 100 comments is about 300 kB; a gzip bomb is
 * not. */
#define LIMIT_PAGE_BYTES ((size_t)16 * 1024 * 1024)
/* Headers of one answer: Bitbucket sends about 2 kB. */
#define LIMIT_HEADER_BYTES ((size_t)64 * 1024)
/* Nesting of a JSON document: Bitbucket's deepest object has 8 levels; json-c refuses more than 32.
 */
#define LIMIT_JSON_DEPTH 31
/* Values of a document, counted before any is built: json-c needs up to 800 bytes for each. A real
 * page of 100 pull requests has 30,000. */
#define LIMIT_JSON_VALUES ((size_t)500000)
/* A document at all: json-c counts in int. */
#define LIMIT_JSON_BYTES ((size_t)1024 * 1024 * 1024)
/* One number: real ones have 20 characters; PostgreSQL's numeric ends at 16,383 decimals. */
#define LIMIT_JSON_NUMBER_BYTES 256
/* A link in an answer (`next`): real ones have about 300 bytes. */
#define LIMIT_URL_BYTES ((size_t)4096)
/* The API redirects once, to an object store. The bound ends loops. */
#define LIMIT_REDIRECTS 3
/* One file: the largest that GitLab or Bitbucket take are a few GB; slower than LIMIT_LOW_SPEED
 * ends it sooner. */
#define LIMIT_DOWNLOAD_MS ((int64_t)6 * 3600 * 1000)
/* A file of an issue, whose size nobody says beforehand: an answer without end is stopped. */
#define LIMIT_ATTACHMENT_BYTES ((int64_t)4 * 1024 * 1024 * 1024)
/* Requests under way at once per worker: hides latency; more does not help against 1,000 an hour.
 */
#define LIMIT_IN_FLIGHT 8
/* One transaction's rows as JSON: keeps a worker's memory flat whatever the project's size. */
#define LIMIT_BATCH_BYTES ((size_t)4 * 1024 * 1024)
/* The most that is kept of git's stderr: its tail. */
#define LIMIT_GIT_STDERR_BYTES ((size_t)16 * 1024)
/* A commit, tag or folder that we read whole: real ones have kilobytes, a folder of 400,000 files
 * this; everyone who may push can make one of gigabytes at no cost. */
#define LIMIT_GIT_OBJECT_BYTES ((size_t)16 * 1024 * 1024)
/* Settings that stand in a repository, such as .lfsconfig: real ones have 100 bytes. */
#define LIMIT_GIT_SETTINGS_BYTES ((size_t)64 * 1024)
/* Refs a server may advertise. */
#define LIMIT_REFS 1000000
/* A secret file: tokens have some hundred characters, and two of them are sealed in one. */
#define LIMIT_SECRET_BYTES ((size_t)32 * 1024)

/* A sealed text holds two tokens and some words. */
#define LIMIT_SEALED_BYTES ((size_t)12 * 1024)
/* A question for tokens: the lease of the one who asks (brigade.lease_renewal, 3 minutes) is longer
 * than two of them and what is done with the answer. */
#define LIMIT_TOKEN_MS 30000
/* The length of one token: git takes so much as a password. */
#define LIMIT_TOKEN_BYTES ((size_t)4096)

/* Members of an issue export: one for each attachment; libarchive keeps about 300 bytes of each. */
#define LIMIT_ZIP_MEMBERS 100000
/* The list of members, 46 bytes and the name of each: bounds what libarchive keeps in memory before
 * the first member is counted. */
#define LIMIT_ZIP_LIST_BYTES ((size_t)16 * 1024 * 1024)
/* One member, which is a failure of its own beyond this, and all together, which beyond this are a
 * bomb. A repository may hold less at Bitbucket. */
#define LIMIT_ZIP_MEMBER_BYTES ((uint64_t)16 << 30)
#define LIMIT_ZIP_INFLATED_BYTES ((uint64_t)64 << 30)
/* Elements of one list of an issue zip: the cuts of its pages are in memory until all are known. A
 * tracker of 100,000 issues has about a million comments. */
#define LIMIT_EXPORT_ELEMENTS 5000000
/* One issue or comment of an export: Bitbucket took some 100 kB; we need about ten times this. */
#define LIMIT_EXPORT_ELEMENT_BYTES ((size_t)4 * 1024 * 1024)
/* Its values: a real one has about 50, and one with 1,000 voters 5,000. */
#define LIMIT_EXPORT_ELEMENT_VALUES ((size_t)50000)

/* A row of an export as one line of JSON: a comment of some megabytes, with the object that it came
 * as. */
#define LIMIT_EXPORT_LINE_BYTES ((size_t)64 * 1024 * 1024)
/* The hashes and names of a million files. */
#define LIMIT_SUMS_BYTES ((size_t)128 * 1024 * 1024)

/* A file of people: 100,000 take about 20 MB. */
#define LIMIT_PEOPLE_BYTES ((size_t)64 * 1024 * 1024)
/* Texts that are taken out of messages: a secret has about ten, and a worker meets few secrets. */
#define LIMIT_FORMS_REDACTED 1024

#define LIMIT_CONNECT_MS 10000
/* One statement or transaction: ours take milliseconds; a server that is silent for longer is
 * dropped. */
#define LIMIT_STATEMENT_MS 120000
/* A migration may build an index over years of comments. */
#define LIMIT_SCRIPT_MS (3600 * 1000)
/* Slower than 1 kB/s over 30 s counts as dead. */
#define LIMIT_LOW_SPEED_BYTES 1024
#define LIMIT_LOW_SPEED_S 30
#define LIMIT_REQUEST_MS 120000
/* git, where the settings git_stall, git_wall and git_max_mib say nothing else: no progress at all
 * for this long ends the transfer; a first mirror of many GB on a slow line takes hours, not days;
 * the largest repositories have some ten GB. */
#define LIMIT_GIT_STALL_S 60
#define LIMIT_GIT_WALL_S (12 * 3600)
#define LIMIT_GIT_MAX_MIB (100 * 1024)
/* Address space of a git process: a mirror of 256 MiB of large blobs needs 0.7 GiB (measured), most
 * of it mapped packs, which are bound by configuration; a pack that lies about sizes asks for any
 * amount. */
#ifndef __SANITIZE_ADDRESS__
#define LIMIT_GIT_ADDRESS_BYTES ((uint64_t)4 * 1024 * 1024 * 1024)
#else
/* git starts us to ask for the secret, and a sanitizer's shadow alone takes 16 TiB. */
#define LIMIT_GIT_ADDRESS_BYTES ((uint64_t)0)
#endif
/* A text that a row is known by, such as the name of a milestone: an index of PostgreSQL takes
 * 2,704 bytes of a row. Messages say 1,000 bytes. */
#define LIMIT_KEY_BYTES 1000
/* The refs that a server advertises, as text: a million with names of 60 bytes. */
#define LIMIT_REF_LIST_BYTES ((size_t)128 * 1024 * 1024)
#endif
