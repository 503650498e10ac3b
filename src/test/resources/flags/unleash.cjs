// Starts Unleash for tests: node unleash.cjs <port of PostgreSQL>. Says on which port it listens once it does.
const [, , postgres] = process.argv
require('unleash-server')
  .start({
    db: { host: '127.0.0.1', port: Number(postgres), user: 'unleash', password: 'none', database: 'postgres', ssl: false },
    server: { host: '127.0.0.1', port: 0 },
    authentication: {
      type: 'open-source',
      initApiTokens: [
        { tokenName: 'admin', type: 'admin', environment: '*', projects: ['*'], secret: '*:*.admin-of-tests' },
        { tokenName: 'client', type: 'client', environment: 'development', projects: ['*'], secret: '*:development.client-of-tests' }
      ]
    },
    versionCheck: { enable: false }, telemetry: false, logLevel: 'error'
  })
  .then(unleash => console.log(`listening ${unleash.server.address().port}`))
  .catch(error => { console.error(error); process.exit(1) })
