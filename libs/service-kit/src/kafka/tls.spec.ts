import { kafkaSettings, readSettings } from '../config/index.js';
import { tlsOf } from './tls.js';

const ca = { path: '/ca.pem', read: () => 'PEM' };

describe('TLS to the brokers', () => {
  it('is off unless it is switched on, by certificates of the system or of named authorities', () => {
    expect([tlsOf({}), tlsOf({ kafkaTls: 'off' }), tlsOf({ kafkaTls: 'on' })]).toEqual([false, false, true]);
    expect(tlsOf({ kafkaTls: 'on', kafkaCa: ca })).toEqual({ ca: 'PEM' });
  });

  it('is not left off without a word when authorities are named', () => {
    expect(() => tlsOf({ kafkaCa: ca })).toThrow(expect.objectContaining({ code: 'BAD_SETTINGS' }));
  });

  it('is switched by a setting that knows two words', () => {
    const { kafkaTls } = kafkaSettings;
    expect(readSettings({ kafkaTls }, {})).toEqual({ kafkaTls: 'off' });
    expect(readSettings({ kafkaTls }, { KAFKA_TLS: 'on' })).toEqual({ kafkaTls: 'on' });
    expect(() => readSettings({ kafkaTls }, { KAFKA_TLS: 'true' })).toThrow(/KAFKA_TLS/);
  });
});
