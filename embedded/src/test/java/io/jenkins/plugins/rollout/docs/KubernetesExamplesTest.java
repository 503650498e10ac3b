package io.jenkins.plugins.rollout.docs;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.rollout.embedded.EmbeddedController;
import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import io.jenkins.plugins.rollout.target.kubernetes.FakeCluster;
import io.jenkins.plugins.rollout.target.kubernetes.Shop;
import java.net.URI;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Runs the pipelines of docs/kubernetes.md, and the one of docs/feature-flags.md that needs a cluster, on the embedded
 * controller, to the end, against the fake cluster.
 */
public class KubernetesExamplesTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final Shop shop = new Shop();

    @Rule
    public final FakeCluster cluster = new FakeCluster();

    @Test
    public void everyPipelineDeploys() throws Exception {
        List<Example> examples = Example.in("groovy").stream()
                .filter(example -> example.place().startsWith("docs/kubernetes.md"))
                .toList();
        assertThat(examples.size(), is(4));
        run(examples, shop.uri());
        assertThat(
                shop.images(), is(List.of("registry.example/shop:2.4.0", "registry.example/shop:2.4.0", "registry.example/shop:2.4.0")));
    }

    @Test
    public void aFlagInAConfigMapIsTurnedOn() throws Exception {
        List<Example> pipelines = about("groovy", "configMap: 'flags'");
        List<Example> maps = about("yaml", "kind: ConfigMap");
        assertThat(List.of(pipelines.size(), maps.size()), is(List.of(1, 1)));
        String map = Serialization.asJson(Serialization.unmarshal(maps.get(0).text(), ConfigMap.class));
        String path = "/api/v1/namespaces/shop/configmaps/flags";
        cluster.create(path, map);
        run(pipelines, cluster.uri());
        String flags = cluster.get(path).path("data").path("flags.json").asText();
        assertThat(flags, containsString("\"defaultVariant\" : \"on\""));
    }

    private static List<Example> about(String language, String word) throws Exception {
        return Example.in(language).stream()
                .filter(example -> example.place().startsWith("docs/feature-flags.md"))
                .filter(example -> example.text().contains(word))
                .toList();
    }

    private void run(List<Example> examples, URI place) throws Exception {
        var builder = EmbeddedController.at(folder.getRoot().toPath()).configuration(Configuration.of("""
                secrets: {cluster-token: s3cr3t}
                servers:
                  kubernetes:
                    prod: {url: "%s", token: "${cluster-token}", namespaces: [web, shop]}
                """.formatted(place)));
        for (int i = 0; i < examples.size(); i++) {
            builder.job("example-" + i, examples.get(i).text());
        }
        try (EmbeddedController controller = builder.start()) {
            for (int i = 0; i < examples.size(); i++) {
                PipelineRun run = controller.run("example-" + i);
                await(examples.get(i).place())
                        .atMost(60, SECONDS)
                        .pollInterval(50, MILLISECONDS)
                        .until(() -> run.end().isDone());
                String log = String.join("\n", run.getLog(1000));
                assertThat(examples.get(i).place() + ":\n" + log, String.valueOf(run.getResult()), is("SUCCESS"));
            }
        }
    }
}
