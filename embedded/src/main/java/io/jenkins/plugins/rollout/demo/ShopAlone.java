package io.jenkins.plugins.rollout.demo;

import io.jenkins.plugins.rollout.demo.shop.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the shop without a controller, for rolling it out from a real Jenkins:
 * {@code mvn -f embedded compile exec:java -Dexec.mainClass=io.jenkins.plugins.rollout.demo.ShopAlone}, with the options
 * {@code -Ddemo.shop.port=8090}, {@code -Ddemo.version=bad}, {@code -Ddemo.home=DIR} and {@code -Ddemo.rate=N}.
 */
public final class ShopAlone {
    private ShopAlone() {}

    /** Opens the shop and keeps it open until the process is ended. Exit code 2 when it cannot be opened. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            DemoOptions options = DemoOptions.of(System.getProperties());
            Path home = options.home() == null ? Files.createTempDirectory("phased-rollout-shop-") : options.home();
            Shop shop = new Shop(new Shop.Options(
                    options.shopPort(), home, options.bad(), options.requestsPerSecond()));
            System.out.println("The shop: " + shop.url() + "/ (deploy with POST " + shop.url() + "/rollout)");
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        Thread.currentThread().join();
    }
}
