package dev.postern.posture.network;

import dev.postern.net.Address;
import dev.postern.net.Family;

/** How a connection gets from the port that a client dials to where it ends. */
public sealed interface Via {
  Via DIRECT = new Direct();

  /** The kinds of ways. */
  enum Way {
    DIRECT,
    REDIRECT,
    PUBLISHED
  }

  Way way();

  /** In words: {@code direct}, {@code redirect from 25}, {@code published to 172.17.0.2:25}. */
  String text();

  /** To this host, at the port dialled. */
  record Direct() implements Via {
    @Override
    public Way way() {
      return Way.DIRECT;
    }

    @Override
    public String text() {
      return "direct";
    }
  }

  /** To this host; clients dial another port than the listener's. */
  record RedirectFrom(int port) implements Via {
    @Override
    public Way way() {
      return Way.REDIRECT;
    }

    @Override
    public String text() {
      return "redirect from " + port;
    }
  }

  /** To this host, at another port than clients dial. */
  record RedirectTo(int port) implements Via {
    @Override
    public Way way() {
      return Way.REDIRECT;
    }

    @Override
    public String text() {
      return "redirect to " + port;
    }
  }

  /** Forwarded to another host: a container, a virtual machine, a server behind this one. */
  record Published(Address host, int port) implements Via {
    @Override
    public Way way() {
      return Way.PUBLISHED;
    }

    @Override
    public String text() {
      String address = host.family() == Family.V6 ? "[" + host + "]" : host.toString();
      return "published to " + address + ":" + port;
    }
  }
}
