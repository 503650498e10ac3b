/**
 * Describables as data: how a criterion or a target gets into the journal and is made again from it after a restart.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.definition.Definitions}. May import Jenkins' binding classes
 * (Describable, structs) and Jackson, nothing else of ours. Changes when Jenkins binds differently.
 */
package io.jenkins.plugins.rollout.definition;
