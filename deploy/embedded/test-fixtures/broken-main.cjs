// A service with bad settings stops and names the variable.
console.error('KAFKA_BROKERS is not what it should be');
process.exit(1);
