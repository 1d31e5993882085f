"""Git objects, packs and repositories, made byte by byte, so that they can be wrong."""

import hashlib
import os
import shutil
import struct
import subprocess
import zlib

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1",
               "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": "1700000000 +0000",
               "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_COMMITTER_DATE": "1700000000 +0000"}
ABSENT = "d" * 40
TYPES = {"commit": 1, "tree": 2, "blob": 3, "tag": 4, "ofs": 6, "ref": 7}


# Objects and packs, byte by byte

def git(path, *words, data=b""):
    done = subprocess.run(["git", "--git-dir", path] + list(words), input=data, env=ENVIRONMENT, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.stdout.decode("latin-1").strip()


def write(path, kind, content):
    """An object, however wrong."""
    return git(path, "hash-object", "-w", "--stdin", "--literally", "-t", kind, data=content)


def oid_of(kind, content):
    return hashlib.sha1(b"%s %d\0%s" % (kind.encode(), len(content), content)).hexdigest()


def tree_of(*entries):
    return b"".join(b"%s %s\0%s" % (mode, name, bytes.fromhex(oid)) for mode, name, oid in entries)


def commit_of(tree, author=b"A <a@example.org> 1700000000 +0000"):
    return b"tree %s\nauthor %s\ncommitter %s\n\nx\n" % (tree.encode(), author, author)


def varint(number, first_bits=7, first=0):
    """Seven bits at a time, the lowest first; the first byte may have other bits."""
    byte, number = first | number & ((1 << first_bits) - 1), number >> first_bits
    found = b""
    while number:
        found += bytes([byte | 128])
        byte, number = number & 127, number >> 7
    return found + bytes([byte])


def entry(kind, content, base=b""):
    return varint(len(content), 4, TYPES[kind] << 4) + base + zlib.compress(content)


def pack(*entries):
    body = b"PACK" + struct.pack(">II", 2, len(entries)) + b"".join(entries)
    return body + hashlib.sha1(body).digest()


def delta(base_size, result_size, *steps):
    return varint(base_size) + varint(result_size) + b"".join(steps)


def insert(text):
    return bytes([len(text)]) + text


BLOB = b"text\n" * 40
TREE = tree_of((b"100644", b"f", oid_of("blob", BLOB)))
COMMIT = commit_of(oid_of("tree", TREE))


def chain(depth):
    """A commit whose tree names every blob of a chain of deltas, and the pack of it."""
    texts = [b"%06d" % number + BLOB for number in range(depth + 1)]
    tree = tree_of(*((b"100644", b"%06d" % number, oid_of("blob", text)) for number, text in enumerate(texts)))
    commit = commit_of(oid_of("tree", tree))
    copy = b"\x91\x06" + bytes([len(BLOB)])  # from byte 6 on
    entries = [entry("commit", commit), entry("tree", tree), entry("blob", texts[0])]
    for number in range(1, depth + 1):
        content = delta(len(texts[0]), len(texts[0]), insert(texts[number][:6]), copy)
        entries.append(entry("ref", content, bytes.fromhex(oid_of("blob", texts[number - 1]))))
    return texts, tree, commit, pack(*entries)


# Repositories

def plain(path):
    """One commit, 300 kB that do not compress, so that a pack has a middle."""
    noise = write(path, "blob", hashlib.shake_128(path.encode()).digest(300000))
    commit = write(path, "commit", commit_of(write(path, "tree", tree_of((b"100644", b"noise", noise)))))
    git(path, "update-ref", "refs/heads/main", commit)
    git(path, "update-ref", "refs/tags/v1", commit)
    return commit


def small(path):
    """What the packs made above are the packs of."""
    write(path, "blob", BLOB)
    write(path, "tree", TREE)
    write(path, "commit", COMMIT)
    git(path, "update-ref", "refs/heads/main", oid_of("commit", COMMIT))


def of_tree(*names, mode=b"100644", content=b"x\n"):
    def make(path):
        blob = write(path, "blob", content)
        tree = write(path, "tree", tree_of(*((mode, name, blob) for name in names)))
        git(path, "update-ref", "refs/heads/main", write(path, "commit", commit_of(tree)))
    return make


def of_author(author):
    def make(path):
        small(path)
        git(path, "update-ref", "refs/heads/main", write(path, "commit", commit_of(oid_of("tree", TREE), author)))
    return make


def empty(_path):
    """Nothing at all."""


def many(count):
    """That many branches on one commit, packed."""
    def make(path):
        small(path)
        with open(os.path.join(path, "packed-refs"), "w") as file:
            file.write("# pack-refs with: peeled fully-peeled sorted \n")
            file.writelines("%s refs/heads/b%06d\n" % (oid_of("commit", COMMIT), number) for number in range(count))
    return make


def headless(path):
    small(path)
    git(path, "symbolic-ref", "HEAD", "refs/heads/nowhere")


def detached(path):
    small(path)
    git(path, "update-ref", "--no-deref", "HEAD", oid_of("commit", COMMIT))


def deep(path):
    texts, tree, commit, _ = chain(5000)
    stream = b"".join(b"blob\ndata %d\n%s\n" % (len(text), text) for text in texts)
    git(path, "fast-import", "--quiet", data=stream)
    write(path, "tree", tree)
    git(path, "update-ref", "refs/heads/main", write(path, "commit", commit))


def tags(path):
    small(path)
    target, kind = oid_of("tree", TREE), b"tree"
    for name in (b"one", b"two", b"three"):
        target = write(path, "tag", b"object %s\ntype %s\ntag %s\ntagger A <a@example.org> 1700000000 +0000\n\nx\n"
                       % (target.encode(), kind, name))
        kind = b"tag"
        git(path, "update-ref", "refs/tags/" + name.decode(), target)


def pull_requests_refs(path):
    small(path)
    git(path, "update-ref", "refs/pull-requests/1/from", oid_of("commit", COMMIT))


def borrowing(path):
    """Objects stand in another repository, which objects/info/alternates names."""
    small(path)
    aside = path + "-aside"
    shutil.copytree(path, aside)
    shutil.rmtree(os.path.join(path, "objects"))
    os.makedirs(os.path.join(path, "objects", "info"))
    with open(os.path.join(path, "objects", "info", "alternates"), "w") as file:
        file.write(os.path.join(aside, "objects") + "\n")


def huge(path):
    noise = write(path, "blob", os.urandom(12 << 20))
    git(path, "update-ref", "refs/heads/main", write(path, "commit", commit_of(
        write(path, "tree", tree_of((b"100644", b"noise", noise))))))


def gitmodules(url, name=b"sub"):
    return of_tree(b".gitmodules", content=b'[submodule "%s"]\n\tpath = sub\n\turl = %s\n' % (name, url))
