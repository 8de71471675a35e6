"""The first message of a TLS client: read(stream) gives its versions, suites and groups by OpenSSL's names (RFC 8446 section 4.1.2)."""
import functools, struct, subprocess

VERSIONS = {0x0300: "SSLv3", 0x0301: "TLSv1", 0x0302: "TLSv1.1", 0x0303: "TLSv1.2", 0x0304: "TLSv1.3"}
GROUPS = {16: "secp192k1", 19: "secp192r1", 21: "secp224r1", 23: "secp256r1", 24: "secp384r1", 25: "secp521r1", 29: "x25519",
          30: "x448", 256: "ffdhe2048", 257: "ffdhe3072", 258: "ffdhe4096", 259: "ffdhe6144", 260: "ffdhe8192"}
SIGNALS = (0x00FF, 0x5600)  # no suites, but requests
SUPPORTED_GROUPS, SUPPORTED_VERSIONS = 10, 43


@functools.cache
def suites():
    listing = subprocess.run(["openssl", "ciphers", "-V", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"], capture_output=True, text=True,
                             check=True, timeout=10).stdout
    return {int(a, 16) << 8 | int(b, 16): name
            for codes, _, name in (line.split()[:3] for line in listing.splitlines()) for a, b in [codes.split(",")]}


def shorts(data):
    return [n for n, in struct.iter_unpack("!H", data)]


def read(stream):
    _, _, length = struct.unpack("!BHH", stream.read(5))
    body = stream.read(length)[4:]
    newest, at = struct.unpack_from("!H", body)[0], 34
    at += 1 + body[at]
    length = struct.unpack_from("!H", body, at)[0]
    offered = shorts(body[at + 2:at + 2 + length])
    at += 2 + length
    at += 1 + body[at]
    extensions = {}
    if at < len(body):
        at += 2
        while at < len(body):
            kind, length = struct.unpack_from("!HH", body, at)
            extensions[kind] = body[at + 4:at + 4 + length]
            at += 4 + length
    versions = shorts(extensions[SUPPORTED_VERSIONS][1:]) if SUPPORTED_VERSIONS in extensions else [newest]
    groups = shorts(extensions[SUPPORTED_GROUPS][2:]) if SUPPORTED_GROUPS in extensions else []
    return {"newest": VERSIONS[max(versions)], "suites": [suites().get(n, hex(n)) for n in offered if n not in SIGNALS],
            "groups": [GROUPS.get(n, str(n)) for n in groups]}
