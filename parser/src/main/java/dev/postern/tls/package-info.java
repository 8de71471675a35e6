/** TLS as OpenSSL does it: suites, cipher strings, groups, certificates, keys and guidelines. */
@NullMarked
package dev.postern.tls;

import org.jspecify.annotations.NullMarked;
