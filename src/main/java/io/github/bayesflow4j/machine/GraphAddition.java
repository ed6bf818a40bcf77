package io.github.bayesflow4j.machine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Adds what computes some outputs in one graph to another, whose own operations stay as they are.
 *
 * <p>Inputs of the same name, and constants of the same name and value, are shared.
 */
final class GraphAddition {
  private GraphAddition() {}

  /**
   * The target with the outputs.
   *
   * @param outputs names of operations of the source; they keep them
   * @param scope with which the names of other operations begin, and get to begin if they do not
   */
  static GraphDef of(GraphDef target, GraphDef source, List<String> outputs, String scope) {
    Map<String, NodeDef> there = byName(target);
    Map<String, NodeDef> all = byName(source);
    Set<String> needed = behind(outputs, all);
    Set<String> shared =
        source.getNodeList().stream()
            .filter(node -> needed.contains(node.getName()))
            .filter(node -> find(there, node.getName()).filter(n -> isShared(node, n)).isPresent())
            .map(NodeDef::getName)
            .collect(Collectors.toSet());
    Function<String, String> renamed =
        name ->
            shared.contains(name) || outputs.contains(name) || name.startsWith(scope)
                ? name
                : scope + name;
    GraphDef.Builder extended = target.toBuilder();
    // In the order of the source, so that equal graphs give equal files.
    source.getNodeList().stream()
        .filter(node -> needed.contains(node.getName()) && !shared.contains(node.getName()))
        .forEach(node -> extended.addNode(renamed(node, renamed)));
    return extended.build();
  }

  private static Map<String, NodeDef> byName(GraphDef graph) {
    return graph.getNodeList().stream()
        .collect(Collectors.toMap(NodeDef::getName, Function.identity()));
  }

  private static Optional<NodeDef> find(Map<String, NodeDef> nodes, String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /** Names of the operations that the outputs are computed by. */
  private static Set<String> behind(List<String> outputs, Map<String, NodeDef> all) {
    Set<String> needed = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(outputs);
    while (!open.isEmpty()) {
      String name = open.remove();
      if (needed.add(name)) {
        find(all, name)
            .orElseThrow(() -> new IllegalArgumentException("the graph has no operation " + name))
            .getInputList()
            .forEach(input -> open.add(operation(input)));
      }
    }
    return needed;
  }

  private static boolean isShared(NodeDef node, NodeDef there) {
    return node.getOp().equals("Placeholder")
        || (node.getOp().equals("Const") && node.equals(there));
  }

  private static NodeDef renamed(NodeDef node, Function<String, String> renamed) {
    NodeDef.Builder copy = node.toBuilder().setName(renamed.apply(node.getName())).clearInput();
    for (String input : node.getInputList()) {
      String name = operation(input);
      copy.addInput(input.replace(name, renamed.apply(name)));
    }
    return copy.build();
  }

  /** The operation of an input, which may be written {@code name:1} or {@code ^name}. */
  private static String operation(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
