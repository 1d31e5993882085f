"""Checks that each lawful shape shows what it promises, and nothing when it was cleared."""

import json

import lawful
from selftest_base import Case

T, W = "/repositories/acme/tiny", "/repositories/acme/widgets"
P = T + "/pullrequests?state=ALL&pagelen=50"
STREAM = T + "/pullrequests/activity?pagelen=50"
COMMENTS = T + "/pullrequests/3/comments?pagelen=100"
FILES = W + "/issues/1/attachments?pagelen=100"
NOT_A_USER = {"type": "user"}
# shape: (file, list, options)
WHERE = {"large": ("tiny/pullrequests", P, {"megabytes": 0.1}), "keyless": ("tiny/comments/3", COMMENTS, {}),
         "nameless": ("tiny/pullrequests", P, {}), "reviewed": ("tiny/pullrequests", P + "&fields=%2Bvalues.participants", {"user": NOT_A_USER}),
         "timeless": ("tiny/pullrequests", P, {}), "saying": ("tiny/pullrequests", P, {"values": {"title": 7}}),
         "draft": ("tiny/comments/3", COMMENTS, {"of": "ben"}),
         "resolved_empty": ("tiny/comments/3", COMMENTS + "&fields=%2Bvalues.resolution", {}),
         "entries_of_one_instant": ("tiny/activity", STREAM, {}), "entries_of_other_kinds": ("tiny/activity", STREAM, {}),
         "files_of_one_name": ("issue_attachments/1", FILES, {"count": 3}), "elements_twice": ("tiny/comments/3", COMMENTS, {})}


class Lawful(Case):
    def values(self, path):
        return self.walk(path, "acme-token")

    def test_each_shape_is_shown_and_goes_again(self):
        self.assertEqual(set(WHERE), {*lawful.ROWS, *lawful.LISTS})
        self.settings(issues=True)
        for name, (file, path, options) in WHERE.items():
            with self.subTest(shape=name):
                before = self.values(path)
                self.shape("acme/.*" + file, name, **options)
                self.assertNotEqual(self.values(path), before)
                self.ask("/_control/shapes", method="DELETE")
                self.assertEqual(self.values(path), before)

    def test_rows_are_chosen_by_id_or_place(self):
        self.shape("tiny/pullrequests", "timeless", ids=[2])
        self.shape("tiny/comments/3", "keyless", at=1)
        self.assertEqual([row["id"] for row in self.values(P) if row["created_on"] == "last tuesday"], [2])
        self.assertEqual(["id" in row for row in self.values(COMMENTS)][:2], [True, False])

    def test_a_repository_without_its_slug(self):
        self.shape("acme/tiny/repository", "keyless")
        rows = self.values("/repositories/acme?pagelen=100")
        self.assertEqual([row["name"] for row in rows if "slug" not in row and "full_name" not in row], ["tiny"])

    def test_files_of_one_name_have_bytes_of_their_own(self):
        self.settings(issues=True)
        links = [row["links"]["self"]["href"][0] for row in self.values(FILES) if row["name"] == "squeak.txt"]
        self.assertEqual(len(links), 2)
        bodies = {self.ask(self.ask(link, "acme-token").headers["Location"]).body for link in links}
        self.assertEqual(len(bodies), 2)

    def test_nonsense_is_refused(self):
        for rule in ({"file": "(", "shape": "large"}, {"file": "x", "shape": "no"}, {}):
            self.assertEqual(self.ask("/_control/shapes", method="POST", body=json.dumps([rule])).status, 400)
