package dev.gslb.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one document of several: lists are appended, sections joined, and a setting that two files
 * make is a problem. Entries of {@code policies} are whole: they are never joined.
 */
final class Merger {
  /** Was followed already; means nothing for the whole. */
  private static final String INCLUDES = "includes";

  private static final String POLICIES = "policies";

  private final Problems problems;

  Merger(Problems problems) {
    this.problems = problems;
  }

  /** Merges documents into the first. */
  Node.Section merge(List<Node.Section> documents) {
    Node.Section merged = withoutIncludes(documents.get(0));
    for (Node.Section document : documents.subList(1, documents.size())) {
      merged = merge(merged, withoutIncludes(document), false);
    }
    return merged;
  }

  private static Node.Section withoutIncludes(Node.Section document) {
    Map<String, Node.Entry> rest = new LinkedHashMap<>(document.entries());
    rest.remove(INCLUDES);
    return new Node.Section(document.place(), rest);
  }

  private Node.Section merge(Node.Section first, Node.Section second, boolean whole) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>(first.entries());
    second
        .entries()
        .forEach((key, entry) -> entries.merge(key, entry, (a, b) -> merge(key, a, b, whole)));
    return new Node.Section(first.place(), entries);
  }

  private Node.Entry merge(String key, Node.Entry first, Node.Entry second, boolean whole) {
    Node a = first.value();
    Node b = second.value();
    if (a instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NULL) {
      return second;
    }
    if (b instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NULL) {
      return first;
    }
    if (!whole && a instanceof Node.Section left && b instanceof Node.Section right) {
      return new Node.Entry(first.keyPlace(), merge(left, right, key.equals(POLICIES)));
    }
    if (!whole && a instanceof Node.Items left && b instanceof Node.Items right) {
      List<Node> all = new ArrayList<>(left.items());
      all.addAll(right.items());
      return new Node.Entry(first.keyPlace(), new Node.Items(left.place(), all));
    }
    problems.add(
        second.keyPlace(), b.describe(), "one setting; also at " + first.keyPlace().position());
    return first;
  }
}
