/**
 * Runs Jenkinsfiles: compiles them with groovy-cps, the interpreter that Jenkins Pipeline itself uses, calls steps,
 * saves the program whenever it waits and goes on after a restart. It changes when the language or the contract between
 * a program and its steps does. It may import the slice, {@code job} and {@code home}, never {@code http}.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.embedded.cps.Program}.
 */
package io.jenkins.plugins.rollout.embedded.cps;
