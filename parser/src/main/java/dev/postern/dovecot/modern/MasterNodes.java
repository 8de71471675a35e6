package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.syntax.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The statements that the server of Dovecot 2.4 itself sees: those outside all filters and, as it
 * asks under a protocol's name of its own, those for all protocols but one.
 */
final class MasterNodes {
  /** The filters first, as they decide. */
  private final List<TreeNode> nodes = new ArrayList<>();

  MasterNodes(TreeNode root, Scope master) {
    for (TreeNode child : root.children()) {
      boolean ofProtocols = child.key().filter().protocol().isPresent();
      if (ofProtocols && child.key().filter().matches(master.asFilter())) {
        nodes.add(child);
      }
    }
    nodes.add(root);
  }

  /** Whether a setting of these is written outside all sections. */
  boolean sets(Predicate<String> settings) {
    for (TreeNode node : nodes) {
      for (String setting : node.values().keySet()) {
        if (settings.test(setting)) {
          return true;
        }
      }
    }
    return false;
  }

  /** What is written for a setting outside all sections. */
  Optional<Written> written(String setting) {
    for (TreeNode node : nodes) {
      Written written = node.values().get(setting);
      if (written != null) {
        return Optional.of(written);
      }
    }
    return Optional.empty();
  }

  List<TreeNode> all() {
    return nodes;
  }

  /** The sections of services, whatever their names. */
  List<TreeNode> services() {
    List<TreeNode> services = new ArrayList<>();
    for (TreeNode node : nodes) {
      for (TreeNode child : node.children()) {
        if (child.key().type().equals("service")) {
          services.add(child);
        }
      }
    }
    return services;
  }

  boolean hasService(String name) {
    return service(name).isPresent();
  }

  private Optional<TreeNode> service(String name) {
    for (TreeNode node : nodes) {
      Optional<TreeNode> service = node.child(TreeKey.of("service", name));
      if (service.isPresent()) {
        return service;
      }
    }
    return Optional.empty();
  }

  /** What is written in the section of a service, by setting. */
  Map<String, Written> ofService(String name) {
    return service(name).map(TreeNode::values).orElse(Map.of());
  }

  /** The section of a listener. */
  Optional<TreeNode> listener(String service, String kind, String name) {
    return service(service).flatMap(node -> node.child(TreeKey.of(kind, name)));
  }
}
