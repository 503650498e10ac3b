package io.jenkins.plugins.rollout.notify;

import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Servers of messages, as an administrator would define them. */
final class Receivers {
    private Receivers() {}

    static NotifierContext context(Executor pool, Server... servers) {
        List<Server> all = List.of(servers);
        var known = new Servers() {
            @Override
            public Optional<Server> find(String kind, String name) {
                return all.stream()
                        .filter(server -> server.kind().equals(kind) && server.name().equals(name))
                        .findFirst();
            }

            @Override
            public List<String> names(String kind) {
                return all.stream().filter(server -> server.kind().equals(kind)).map(Server::name).toList();
            }
        };
        var endpoints = new Endpoints(known, () -> Rules.STRICT, new BoundedHttp(HttpClient::newBuilder));
        return new NotifierContext(endpoints, Pages.NOWHERE, pool);
    }
}
