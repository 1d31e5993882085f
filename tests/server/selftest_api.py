"""Checks the rules of the REST API: pages, fields, filters, errors, credentials, limits."""

import json
import os
import time

from selftest_base import Bench, Case

W, T = "/repositories/acme/widgets", "/repositories/acme/tiny"
P = W + "/pullrequests"


class Lists(Case):
    def test_default_page_has_ten_open_pull_requests(self):
        page = self.get(P).json()
        self.assertEqual((page["pagelen"], page["page"], len(page["values"])), (10, 1, 10))
        self.assertEqual(page["size"], self.sample["counts"]["acme/widgets"]["OPEN"])
        self.assertEqual({row["state"] for row in page["values"]}, {"OPEN"})

    def test_pagelen_beyond_the_maximum_is_refused(self):
        for path, most in ((P, 50), (P + "/activity", 50), (P + "/34/comments", 100)):
            self.assertEqual(self.get("%s?pagelen=%d" % (path, most)).status, 200)
            reply = self.get("%s?pagelen=%d" % (path, most + 1))
            self.assertEqual((reply.status, reply.json()["error"]["message"]),
                             (400, "Invalid pagelen"))

    def test_walking_gives_every_pull_request_once(self):
        total = self.sample["counts"]["acme/widgets"]["pull_requests"]
        states = "&state=OPEN&state=MERGED&state=DECLINED&state=SUPERSEDED"
        for query in ("?pagelen=50" + states, "?state=ALL&pagelen=7&sort=created_on"):
            ids = [row["id"] for row in self.walk(P + query)]
            self.assertEqual(sorted(ids), list(range(1, total + 1)))

    def test_activity_pages_are_opaque_and_without_size(self):
        page = self.get(P + "/activity?pagelen=50&q=nonsense&sort=nonsense").json()
        self.assertNotIn("size", page)
        self.assertIn("ctx=", page["next"])
        rows = self.walk(P + "/activity?pagelen=50")
        self.assertEqual(len(rows), self.sample["counts"]["acme/widgets"]["activity"])
        one = self.walk(P + "/20/activity")
        self.assertEqual(one, [row for row in rows if row["pull_request"]["id"] == 20])

    def test_sort_and_q(self):
        ids = self.get(P + "?state=ALL&sort=-created_on&pagelen=3").ids()
        self.assertEqual(ids, [44, 43, 42])
        query = '?q=id%3E40%20AND%20(state%3D"MERGED"%20OR%20state%3D"OPEN")'
        ids = self.get(P + query).ids()
        self.assertEqual(ids, [43, 42, 41])
        bare = self.get(P + "?state=ALL&q=updated_on%20%3E%202025-01-01T00:00:00-07:00").ids()
        quoted = self.get(P + '?state=ALL&q=updated_on%3E"2025-01-01T00:00:00Z"').ids()
        self.assertEqual((bare, quoted), ([42], [42]))
        for bad in ("?q=title~x", "?q=id", "?sort=title", "?sort=id,created_on", "?state=DRAFT"):
            self.assertEqual(self.get(P + bad).status, 400, bad)

    def test_members_need_two_pages(self):
        rows = self.walk("/workspaces/acme/members?pagelen=100", "acme-token")
        self.assertEqual(len({row["user"]["uuid"] for row in rows}), self.sample["members"])
        self.assertNotIn("permission", rows[0])
        rows = self.walk("/workspaces/acme/permissions?pagelen=100", "acme-token")
        self.assertEqual({row["permission"] for row in rows}, {"owner", "collaborator", "member"})


class Fields(Case):
    def test_list_hides_people_unless_asked(self):
        row = self.get(P + "?q=id%3D20").json()["values"][0]
        self.assertTrue({"reviewers", "participants", "rendered"}.isdisjoint(row))
        row = self.get(P + "?q=id%3D20&fields=%2Bvalues.reviewers,%2Bvalues.participants,"
                       "%2Bvalues.rendered").json()["values"][0]
        self.assertEqual(row, self.get(P + "/20").json())
        self.assertEqual({one["state"] for one in row["participants"]},
                         {"approved", "changes_requested", None})

    def test_comment_list_hides_resolution_and_rich_anchor(self):
        path = "%s/%d/comments" % (P, self.number("resolved"))
        plain = self.get(path).json()["values"][0]
        self.assertNotIn("resolution", plain)
        self.assertEqual(set(plain["inline"]), {"from", "to", "path", "start_from", "start_to"})
        more = "?fields=%2Bvalues.resolution,%2Bvalues.inline.*"
        rich = self.get(path + more).json()["values"][0]
        self.assertEqual(rich["resolution"]["type"], "comment_resolution")
        self.assertIn("src_rev", rich["inline"])
        single = self.get("%s/%d" % (path, rich["id"])).json()
        self.assertEqual(single, rich)

    def test_picks_and_removals(self):
        page = self.get(P + "?fields=values.id,values.author.uuid").json()
        self.assertEqual(set(page), {"values"})
        self.assertEqual(set(page["values"][0]), {"id", "author"})
        page = self.get(P + "?fields=-values.links,-size").json()
        self.assertNotIn("size", page)
        self.assertNotIn("links", page["values"][0])
        self.assertIn("next", page)


class Readings(Case):
    def test_streams_and_queries_that_differ_from_what_is_hoped_for(self):
        number = self.number("resolved")
        more = "?fields=%2Bvalues.resolution.*,%2Bvalues.comment.resolution.*"
        path, own = "%s/%d/comments" % (P, number), "%s/%d/activity" % (P, number)
        made = next(row for row in self.get(path + more).json()["values"] if row.get("resolution"))

        def shown(address):
            entries = (row.get("comment") for row in self.walk(address + more + "&pagelen=50") if isinstance(row, dict))
            return next(row for row in entries if row and row.get("id") == made["id"])

        self.settings(resolution="empty")
        self.assertEqual([shown(P + "/activity")["resolution"], shown(own)["resolution"]], [{}, {}])
        self.assertTrue(self.get("%s/%d" % (path, made["id"])).json()["resolution"])
        self.settings(resolution="nowhere")
        self.assertEqual(self.get("%s/%d" % (path, made["id"])).json()["resolution"], {})
        self.settings(resolution=None, stream_late=[made["id"]])
        self.assertEqual(["resolution" in shown(address) for address in (P + "/activity", own)], [False, True])
        self.settings(stream_late=None, stream_wrong=[made["id"]])
        self.assertEqual({shown(address)["content"]["raw"] for address in (P + "/activity", own)}, {"something else"})
        self.settings(stream_wrong=None, q_ignores_state=True)
        self.assertEqual({row["state"] for row in self.walk(P + '?state=ALL&q=id%3E0&pagelen=50')}, {"OPEN"})
        self.assertGreater(len({row["state"] for row in self.walk(P + "?state=ALL&pagelen=50")}), 1)
        self.settings(q_ignores_state=None, next_expired=True)
        page = self.get(P + "/activity?pagelen=1").json()
        self.assertEqual(self.get(page["next"].partition("/2.0")[2]).status, 404)


class Answers(Case):
    def test_errors_look_as_recorded(self):
        self.assertEqual(self.get(P + "/999").body, b"Not Found")
        self.assertEqual(self.get(P + "/999").headers["Content-Type"], "text/plain")
        self.assertEqual(self.get("/nothing").json()["error"]["detail"],
                         "There is no API hosted at this URL")
        self.assertEqual(self.get(P + "/1/comments/113977999").json()["error"]["message"],
                         "113977999")
        for gone in ("/repositories", "/workspaces", "/snippets", "/user/permissions/repositories"):
            self.assertEqual(self.get(gone).status, 410, gone)
        reply = self.get(W + "/issues")
        self.assertEqual((reply.status, reply.json()), (
            410, {"message": "CHANGE-3071 - Functionality has been deprecated"}))
        self.assertEqual(self.get("/repositories/acme-gone/widgets").status, 404)
        self.assertEqual(self.get("/repositories/acme-secret/widgets", "acme-token").status, 403)

    def test_issues_can_be_switched_on(self):
        self.settings(issues=True)
        self.assertEqual(len(self.walk(W + "/issues")), 6)
        self.assertIsNone(self.get(W + "/issues/1/comments").json()["values"][1]["content"]["raw"])
        self.assertEqual(len(self.walk(W + "/issues/1/changes")), 2)
        self.assertEqual(len(self.walk(W + "/milestones")), 3)
        self.assertEqual(self.get(T + "/issues").status, 404)
        reply = self.get(W + "/issues/1/attachments/squeak.txt", "acme-token")
        self.assertEqual(reply.status, 302)
        self.assertEqual(self.ask(reply.headers["Location"]).body, b"eek\r\n")
        self.assertEqual(self.ask(reply.headers["Location"], "acme-token").status, 400)

    def test_gzip_etag_and_keep_alive(self):
        reply = self.get(W, Accept_Encoding="gzip")
        self.assertEqual(reply.headers["Content-Encoding"], "gzip")
        self.assertEqual(reply.json()["full_name"], "acme/widgets")
        again = self.get(W, If_None_Match=reply.headers["ETag"])
        self.assertEqual((again.status, again.raw), (304, b""))

    def test_uuids_stand_for_names(self):
        repo = self.get(W).json()
        path = "/repositories/%s/%s" % (repo["workspace"]["uuid"], repo["uuid"])
        self.assertEqual(self.get(path.replace("{", "%7B").replace("}", "%7D")).json(), repo)

    def test_a_changed_file_is_read_again(self):
        path = os.path.join(self.data, "acme/tiny/pullrequests.json")
        with open(path) as text:
            before = text.read()
        rows = json.loads(before)
        rows[0]["id"] = "one"
        try:
            with open(path, "w") as out:
                json.dump(rows, out, indent=2)
            self.assertEqual(set(self.get(T + "/pullrequests?state=ALL").ids()), {"one", 2, 3})
        finally:
            with open(path, "w") as out:
                out.write(before)
        self.assertEqual(self.get(T + "/pullrequests?state=ALL").ids(), [3, 2, 1])


class Credentials(Case):
    def test_who_may_what(self):
        members, rights = "/workspaces/acme/members", "/workspaces/acme/permissions"
        private, pulls = "/repositories/acme/private", "/repositories/acme/private/pullrequests"
        table = {  # credential: user, members, permissions, private, its pull requests
            None: (401, 401, 401, 404, 404),
            "acme-token": (200, 200, 200, 200, 200),
            "acme-reader": (200, 200, 403, 200, 200),
            "acme-narrow": (200, 403, 403, 200, 403),
            "acme-expired": (401, 401, 401, 401, 401),
            "stranger": (200, 403, 403, 404, 404),
            "widgets-access": (403, 403, 403, 404, 404),
            "private-access": (403, 403, 403, 200, 200),
            "project-access": (403, 403, 403, 200, 200),
            "workspace-access": (200, 200, 403, 200, 200),
            "acme-oauth": (200, 200, 200, 200, 200),
            "old-app-password": (401, 401, 401, 401, 401),
        }
        for who, expected in table.items():
            have = tuple(self.get(path, who).status
                         for path in ("/user", members, rights, private, pulls))
            self.assertEqual(have, expected, who)
        self.assertEqual(self.get("/user", Authorization="Basic nonsense").status, 401)

    def test_missing_scope_says_which(self):
        detail = self.get(P, "acme-narrow").json()["error"]["detail"]
        self.assertEqual(detail["required"], ["read:pullrequest:bitbucket"])
        self.assertIn("read:repository:bitbucket", detail["granted"])

    def test_drafts_are_their_authors_alone(self):
        path = "%s/%d/comments" % (P, self.number("pending"))
        self.assertEqual(self.get(path, "acme-token").json()["size"], 2)
        self.assertEqual(self.get(path, "acme-reader").json()["size"], 1)
        self.assertEqual(self.get(path).json()["size"], 1)

    def test_oauth_refresh_token_rotates(self):
        def token(**form):
            body = "&".join("%s=%s" % pair for pair in form.items())
            return self.ask("/site/oauth2/access_token", method="POST", body=body, Authorization=(
                "Basic Y29uc3VtZXIta2V5OmNvbnN1bWVyLXNlY3JldA=="))
        first = token(grant_type="refresh_token", refresh_token="oauth-refresh-1").json()
        self.assertEqual(self.get("/user", Authorization="Bearer " + first["access_token"]).status,
                         200)
        self.assertEqual(
            token(grant_type="refresh_token", refresh_token="oauth-refresh-1").status, 400)
        self.assertEqual(token(grant_type="refresh_token",
                               refresh_token=first["refresh_token"]).status, 200)
        self.assertNotIn("refresh_token", token(grant_type="client_credentials").json())


class Limits(Case):
    def test_each_identity_has_its_own_rolling_window(self):
        self.settings(limit=2, window=0.5, forget=True)
        asked = [self.get(T, "acme-token").status for _ in range(3)]
        self.assertEqual(asked, [200, 200, 429])
        self.assertEqual(self.get(T, "acme-reader").status, 200)
        reply = self.get(T, "acme-token")
        self.assertEqual(reply.body, b"Rate limit for this resource has been exceeded")
        self.assertEqual(reply.headers["Content-Type"], "text/plain")
        self.assertFalse([name for name in reply.headers if name.lower().startswith("x-ratelimit")])
        time.sleep(0.6)
        self.assertEqual(self.get(T, "acme-token").status, 200)

    def test_headers_tell_anonymous_callers_and_access_tokens(self):
        self.settings(anonymous_limit=60, limit=1000, forget=True)
        headers = self.get(T).headers
        self.assertEqual(headers["X-RateLimit-Limit"], "60, 60;w=3600")
        self.assertEqual(headers["X-RateLimit-Remaining"], "59")
        self.assertIn(headers["X-RateLimit-Reset"], ("3599", "3600"))
        self.assertEqual(self.get(W, "widgets-access").headers["X-RateLimit-NearLimit"], "false")
        self.assertIsNone(self.get(W, "acme-token").headers["X-RateLimit-Limit"])

    def test_journal_has_names_and_no_secret(self):
        self.get(T + "?unique=7", "acme-token")
        self.get(T + "?unique=8", "old-app-password")
        rows = {row["path"].rsplit("?")[-1]: row for row in self.ask("/_control/journal").json()}
        found = [(rows[key]["identity"], rows[key]["status"]) for key in ("unique=7", "unique=8")]
        self.assertEqual(found, [("acme-token", 200), ("old-app-password (refused)", 401)])
        with open(Bench.journal) as text:
            written = text.read()
        self.assertFalse([name for name, row in Bench.credentials.items()
                          if row["token"] in written])
