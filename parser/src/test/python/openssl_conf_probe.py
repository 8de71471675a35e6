#!/usr/bin/python3
"""openssl_conf_probe.py FILE...: what the installed OpenSSL makes of each file as its configuration: one JSON object a file, of a new context for
servers. Each file is read by a process of its own. In the files @DIR@ stands for their folder.
"""
import ctypes, json, os, sys, tempfile

MINIMUM, MAXIMUM = 130, 131
VERSIONS = {0x300: "SSLv3", 0x301: "TLSv1", 0x302: "TLSv1.1", 0x303: "TLSv1.2", 0x304: "TLSv1.3"}
OFF = {"SSLv3": 25, "TLSv1": 26, "TLSv1.1": 28, "TLSv1.2": 27, "TLSv1.3": 29}
SERVER_PREFERENCE, NO_TICKET, NO_RENEGOTIATION, CLIENT_RENEGOTIATION = 22, 14, 30, 8


def told(application):
    ssl, crypto = ctypes.CDLL("libssl.so.3"), ctypes.CDLL("libcrypto.so.3")
    for function in ("TLS_server_method", "SSL_CTX_new", "SSL_CTX_get_ciphers"):
        getattr(ssl, function).restype = ctypes.c_void_p
    ssl.SSL_CTX_get_options.restype = ctypes.c_uint64
    crypto.OPENSSL_INIT_new.restype = crypto.OPENSSL_sk_value.restype = ctypes.c_void_p
    ssl.SSL_CIPHER_get_name.restype = ctypes.c_char_p
    crypto.ERR_peek_error.restype = ctypes.c_ulong
    settings = ctypes.c_void_p(crypto.OPENSSL_INIT_new())
    if application:
        crypto.OPENSSL_INIT_set_config_appname(settings, application.encode())
    ssl.OPENSSL_init_ssl(ctypes.c_uint64(0x40), settings)
    crypto.ERR_clear_error()
    context = ctypes.c_void_p(ssl.SSL_CTX_new(ctypes.c_void_p(ssl.TLS_server_method())))
    spoiled = crypto.ERR_peek_error() != 0
    options = ssl.SSL_CTX_get_options(context)
    suites = ctypes.c_void_p(ssl.SSL_CTX_get_ciphers(context))
    names = [ssl.SSL_CIPHER_get_name(ctypes.c_void_p(crypto.OPENSSL_sk_value(suites, i))).decode() for i in range(crypto.OPENSSL_sk_num(suites))]
    return {"level": ssl.SSL_CTX_get_security_level(context), "spoiled": spoiled,
            "minimum": VERSIONS.get(ssl.SSL_CTX_ctrl(context, MINIMUM, 0, None), ""),
            "maximum": VERSIONS.get(ssl.SSL_CTX_ctrl(context, MAXIMUM, 0, None), ""),
            "excluded": [name for name, bit in OFF.items() if options >> bit & 1],
            "tls13": [name for name in names if name.startswith("TLS_")],
            "server": bool(options >> SERVER_PREFERENCE & 1), "tickets": not options >> NO_TICKET & 1,
            "no-renegotiation": bool(options >> NO_RENEGOTIATION & 1), "renegotiation": bool(options >> CLIENT_RENEGOTIATION & 1)}


def main(application, files):
    for file in files:
        with tempfile.NamedTemporaryFile("w") as copy:
            with open(file) as original:
                copy.write(original.read().replace("@DIR@", os.path.dirname(file)))
            copy.flush()
            os.environ["OPENSSL_CONF"] = copy.name
            sys.stdout.flush()
            if os.fork() == 0:
                print(json.dumps(told(application)), flush=True)
                os._exit(0)
            os.wait()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
