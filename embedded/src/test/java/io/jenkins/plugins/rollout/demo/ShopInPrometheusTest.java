package io.jenkins.plugins.rollout.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.rollout.demo.shop.Shop;
import io.jenkins.plugins.rollout.demo.shop.Split;
import io.jenkins.plugins.rollout.embedded.Embedded;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import io.jenkins.plugins.rollout.metric.PrometheusServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.ExternalResource;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;

/** The shop watched by a real Prometheus, which a rollout asks. */
public class ShopInPrometheusTest {
    private static final int REQUESTS_PER_SECOND = 60;

    private final TemporaryFolder folder = new TemporaryFolder();
    private final OpenShop shop = new OpenShop();
    private final PrometheusServer prometheus =
            new PrometheusServer(() -> List.of(URI.create(shop.url() + "/metrics")));
    private final Embedded controller = new Embedded();

    @Rule
    public final RuleChain rules =
            RuleChain.outerRule(folder).around(shop).around(prometheus).around(controller);

    /** With a new version that fails under load. */
    private final class OpenShop extends ExternalResource {
        private Shop shop;

        @Override
        protected void before() throws IOException {
            shop = new Shop(new Shop.Options(0, folder.getRoot().toPath(), true, REQUESTS_PER_SECOND));
        }

        @Override
        protected void after() {
            shop.close();
        }

        private String url() {
            return shop.url();
        }
    }

    private static final String PLAN =
            """
                def errors = threshold(name: 'share of errors', atMost: 0.05, failureLimit: 1, source: prometheus(
                    server: 'prod',
                    query: 'sum(rate(shop_requests_total{version="{{version}}",status=~"5.."}[5s]))'
                         + ' / sum(rate(shop_requests_total{version="{{version}}"}[5s]))'))
                def median = threshold(name: 'median seconds', atMost: 1.0, failureLimit: 1, source: prometheus(
                    server: 'prod',
                    query: 'histogram_quantile(0.5, sum by (le) '
                         + '(rate(shop_request_seconds_bucket{version="{{version}}"}[5s])))'))
                def watched = [duration: '12s', interval: '2s', metrics: [errors, median]]
                rollout(application: 'shop', version: '2.0.0', previousVersion: '1.0.0', phases: [
                  [name: 'few', exposure: 10, gate: [approval: [automatic: true]], bake: watched],
                  [name: 'many', exposure: 60, gate: [approval: [automatic: true]], bake: watched],
                ]) {
                    deployTo http(server: 'shop')
                }
                """;

    @Test
    public void whatPrometheusSawOfTheShopTakesTheBadVersionBack() throws Exception {
        PipelineRun run = controller
                .configuration("""
                        servers:
                          prometheus: {prod: {url: "%s"}}
                          http: {shop: {url: "%s/rollout"}}
                        """.formatted(prometheus.uri(), shop.url()))
                .start(PLAN);
        run.end().get(5, TimeUnit.MINUTES);
        assertThat(controller.log(), run.getResult(), is(Result.FAILURE));
        assertThat(controller.log(), containsString("phase 'few': done"));
        assertThat(controller.log(), containsString("phase 'many': bake failed"));
        assertThat(shop.shop.split(), is(Split.NOBODY));
    }
}
