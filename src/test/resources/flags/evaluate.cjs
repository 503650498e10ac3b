// Asks the evaluators of flagd and of Unleash, for tests: node evaluate.cjs flagd|unleash <flags> <contexts> <flag>
const fs = require('fs')

const [, , system, flagsFile, contextsFile, flag] = process.argv
const flags = fs.readFileSync(flagsFile, 'utf8')
const contexts = JSON.parse(fs.readFileSync(contextsFile, 'utf8'))

function flagd() {
  const { FlagdCore } = require('@openfeature/flagd-core')
  const complain = text => { if (/invalid flagd/i.test(String(text))) { throw new Error(text) } } // the schema's voice
  const core = new FlagdCore(undefined, { debug: complain, info: complain, warn: complain, error: complain })
  core.setConfigurations(flags)
  return contexts.map(context => core.resolveBooleanEvaluation(flag, false, context).value)
}

function unleash() {
  const { Unleash, InMemStorageProvider } = require('unleash-client')
  const { features, segments } = JSON.parse(flags)
  return new Promise((resolve, reject) => {
    const client = new Unleash({
      appName: 'test', url: 'http://127.0.0.1:9/', refreshInterval: 0, disableMetrics: true, skipInstanceCountWarning: true,
      bootstrap: { data: features, segments }, storageProvider: new InMemStorageProvider(), customHeaders: { Authorization: 'none' }
    })
    client.on('error', () => {}) // it looks for a server, which is not needed
    client.once('ready', () => {
      const answers = contexts.map(({ targetingKey, ...properties }) =>
        client.isEnabled(flag, { userId: targetingKey, properties }))
      client.destroy()
      resolve(answers)
    })
    setTimeout(() => reject(new Error('Unleash\'s client is not ready')), 20000).unref()
  })
}

Promise.resolve(system === 'flagd' ? flagd() : unleash())
  .then(answers => { process.stdout.write(JSON.stringify(answers), () => process.exit(0)) })
  .catch(error => { console.error(error); process.exit(1) })
