package io.jenkins.plugins.rollout.embedded.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A part of a YAML file whose every mistake is named with its line. */
final class YamlMap {
    private final String file;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    private YamlMap(String file, int line) {
        this.file = file;
        this.line = line;
    }

    /** The file's outermost part; empty for an empty file. */
    static YamlMap read(String file, Reader text) throws ConfigurationException {
        Node root;
        try {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(text);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new ConfigurationException(file, line, "this is not YAML: " + e.getProblem());
        }
        return root == null ? new YamlMap(file, 1) : of(file, "the file", root);
    }

    private static YamlMap of(String file, String what, Node node) throws ConfigurationException {
        int line = node.getStartMark().getLine() + 1;
        YamlMap map = new YamlMap(file, line);
        if (isNull(node)) {
            return map;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw new ConfigurationException(file, line, what + " must be names with values, written as 'name: value'");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            int keyLine = tuple.getKeyNode().getStartMark().getLine() + 1;
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new ConfigurationException(file, keyLine, "a name must be a simple text");
            }
            if (map.values.put(key.getValue(), tuple.getValueNode()) != null) {
                throw new ConfigurationException(file, keyLine, "'" + key.getValue() + "' stands here a second time");
            }
            map.lines.put(key.getValue(), keyLine);
        }
        return map;
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    /** Refuses every other name. */
    YamlMap only(String... known) throws ConfigurationException {
        for (String name : values.keySet()) {
            if (!List.of(known).contains(name)) {
                throw problem(
                        name,
                        "unknown '" + name + "'; write one of " + String.join(", ", new TreeSet<>(List.of(known))));
            }
        }
        return this;
    }

    Collection<String> names() {
        return values.keySet();
    }

    YamlMap map(String name) throws ConfigurationException {
        Node node = values.get(name);
        return node == null ? new YamlMap(file, line) : of(file, "'" + name + "'", node);
    }

    Optional<String> text(String name) throws ConfigurationException {
        Node node = values.get(name);
        if (node == null || isNull(node)) {
            return Optional.empty();
        }
        return Optional.of(scalar(name, node));
    }

    String mandatory(String name, String example) throws ConfigurationException {
        Optional<String> text = text(name);
        if (text.isEmpty() || text.get().isEmpty()) {
            throw new ConfigurationException(
                    file, line, "'" + name + "' is missing; write '" + name + ": " + example + "'");
        }
        return text.get();
    }

    boolean yes(String name) throws ConfigurationException {
        Optional<String> text = text(name);
        if (text.isPresent() && !List.of("true", "false").contains(text.get())) {
            throw problem(name, "'" + name + "' is " + text.get() + "; write true or false");
        }
        return text.isPresent() && text.get().equals("true");
    }

    /** A list of texts; one text alone is a mistake, because nobody would see the missing brackets. */
    List<String> texts(String name) throws ConfigurationException {
        Node node = values.get(name);
        List<String> all = new ArrayList<>();
        if (node == null || isNull(node)) {
            return all;
        }
        if (!(node instanceof SequenceNode sequence)) {
            throw problem(name, "'" + name + "' must be a list; write '" + name + ": [one, another]'");
        }
        for (Node each : sequence.getValue()) {
            all.add(scalar(name, each));
        }
        return all;
    }

    /** What stands under a name, as data; a missing node when nothing does. */
    JsonNode tree(String name) throws ConfigurationException {
        Node node = values.get(name);
        return node == null ? MissingNode.getInstance() : tree(name, node);
    }

    private JsonNode tree(String name, Node node) throws ConfigurationException {
        if (node instanceof SequenceNode sequence) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            for (Node each : sequence.getValue()) {
                list.add(tree(name, each));
            }
            return list;
        }
        if (node instanceof MappingNode) {
            YamlMap map = of(file, name, node);
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (String key : map.names()) {
                object.set(key, map.tree(key));
            }
            return object;
        }
        return isNull(node) ? NullNode.getInstance() : plain(scalar(name, node), node.getTag());
    }

    private static JsonNode plain(String text, Tag tag) {
        if (tag.equals(Tag.BOOL) && (text.equals("true") || text.equals("false"))) {
            return BooleanNode.valueOf(text.equals("true"));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            try {
                return DecimalNode.valueOf(new BigDecimal(text));
            } catch (NumberFormatException e) {
                return TextNode.valueOf(text); // 0x1F and the like
            }
        }
        return TextNode.valueOf(text);
    }

    private String scalar(String name, Node node) throws ConfigurationException {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw problem(name, "'" + name + "' must be a simple text");
    }

    ConfigurationException problem(String name, String text) {
        return new ConfigurationException(file, lines.getOrDefault(name, line), text);
    }
}
