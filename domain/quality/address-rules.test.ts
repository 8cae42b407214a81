import { describe, expect, test } from 'vitest'
import { isAddress, isPublicAddress } from './address-rules.ts'

describe('an address of the public internet', () => {
  test.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.1',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00::',
    '2001:4860:4860::8888',
    '2001:200::1',
    '3ffe:ffff::1',
  ])('%s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
    expect(isAddress(address)).toBe(true)
  })
})

describe('nobody’s on the public internet', () => {
  test.each([
    ['this network', '0.0.0.0'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['a carrier’s', '100.64.0.1'],
    ['a carrier’s', '100.127.255.255'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['link-local, and the metadata of clouds', '169.254.169.254'],
    ['protocols', '192.0.0.8'],
    ['documents', '192.0.2.1'],
    ['relays', '192.88.99.1'],
    ['benchmarks', '198.19.255.255'],
    ['documents', '198.51.100.1'],
    ['documents', '203.0.113.255'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['v6 unspecified', '::'],
    ['v6 loopback', '::1'],
    ['v6 loopback, long', '0:0:0:0:0:0:0:1'],
    ['mapped', '::ffff:7f00:1'],
    ['mapped, even of a public one', '::ffff:101:101'],
    ['compatible', '::7f00:1'],
    ['translated', '64:ff9b::7f00:1'],
    ['unique local', 'fd00::1'],
    ['link-local', 'fe80::1'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['Teredo', '2001:0:1::1'],
    ['protocols', '2001:1ff::1'],
    ['documents', '2001:db8::1'],
    ['6to4 of loopback', '2002:7f00:1::'],
    ['documents', '3fff:fff::1'],
  ])('%s: %s', (_what, address) => {
    expect(isPublicAddress(address)).toBe(false)
    expect(isAddress(address)).toBe(true)
  })
})

test.each([
  'example.com',
  '',
  '1.2.3',
  '1.2.3.4.5',
  '01.2.3.4',
  '256.1.1.1',
  '0x7f.0.0.1',
  '1::2::3',
  '12345::',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  'fe80::1%eth0',
  '::ffff:127.0.0.1',
])('%s is no address in a form that is read, and not public', (text) => {
  expect(isAddress(text)).toBe(false)
  expect(isPublicAddress(text)).toBe(false)
})
