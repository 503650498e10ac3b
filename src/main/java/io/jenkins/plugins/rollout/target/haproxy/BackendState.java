package io.jenkins.plugins.rollout.target.haproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The servers of a backend as {@code show stat} tells of them.
 *
 * @param servers by name, in HAProxy's order
 */
record BackendState(Map<String, Server> servers) {
    private static final String SERVER = "2";

    /**
     * A server.
     *
     * @param weight that is set, 0 to 256
     * @param status HAProxy's word: {@code UP}, {@code UP 1/3}, {@code no check}, {@code DRAIN}, {@code DOWN}, {@code MAINT}…
     * @param backup whether it is used only when all others are gone
     */
    record Server(String name, int weight, String status, boolean backup) {
        /** Whether it is taken out of service by hand. */
        boolean isInMaintenance() {
            return status.startsWith("MAINT");
        }

        /** Whether it would get traffic if it had a weight. A weight of 0 is called DRAIN. */
        boolean serves() {
            return status.startsWith("UP") || status.startsWith("no check") || status.startsWith("DRAIN");
        }

        /** The weight that counts. */
        int inUse() {
            return status.startsWith("UP") || status.startsWith("no check") ? weight : 0;
        }
    }

    Optional<Server> server(String name) {
        return Optional.ofNullable(servers.get(name));
    }

    /**
     * Reads the answer to {@code show stat <backend> 4 -1}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static BackendState read(String csv) {
        String[] lines = csv.split("\n");
        if (!lines[0].startsWith("# pxname,svname,")) {
            throw new IllegalArgumentException("not a table");
        }
        List<String> columns = cells(lines[0].substring(2));
        Map<String, Server> servers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            Map<String, String> row = row(columns, cells(lines[i]));
            if (SERVER.equals(row.get("type"))) {
                String set = row.getOrDefault("uweight", row.getOrDefault("weight", ""));
                servers.put(
                        row.get("svname"),
                        new Server(
                                row.get("svname"),
                                Integer.parseInt(set.isEmpty() ? "0" : set),
                                row.getOrDefault("status", ""),
                                "1".equals(row.get("bck"))));
            }
        }
        return new BackendState(servers);
    }

    private static Map<String, String> row(List<String> columns, List<String> cells) {
        var row = new HashMap<String, String>();
        for (int i = 0; i < Math.min(columns.size(), cells.size()); i++) {
            row.putIfAbsent(columns.get(i), cells.get(i));
        }
        return row;
    }

    /** The cells of a line; those with a comma in them stand in quotes, which are doubled within (RFC 4180). */
    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (char each : line.toCharArray()) {
            if (each == '"') {
                quoted = !quoted;
            } else if (each == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(each);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
