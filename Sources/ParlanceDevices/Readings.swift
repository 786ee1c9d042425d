import CParlance
import Foundation
import ParlanceArrays

/// What is to come from a device with whatever is waited for next.
final class Readings: @unchecked Sendable {
  private let lock = NSLock()
  private var wanted: [Reading] = []

  func add(_ block: Block, _ host: UnsafeMutableRawPointer) -> Reading {
    let reading = Reading(block, host, self)
    lock.withLock { wanted.append(reading) }
    return reading
  }

  /// Calls the body, which lets all come.
  func take(_ body: ([pl_device_reading]) -> Void) {
    lock.withLock {
      body(wanted.map { $0.block.reading(into: $0.host) })
      for reading in wanted { reading.hasCome = true }
      wanted = []
    }
  }

  fileprivate func end(_ reading: Reading) -> Bool {
    lock.withLock {
      wanted.removeAll { $0 === reading }
      return reading.hasCome
    }
  }
}

/// A block that is wanted.
final class Reading: DeviceReading, @unchecked Sendable {
  fileprivate let block: Block
  fileprivate let host: UnsafeMutableRawPointer
  // Behind the lock of `readings`.
  fileprivate var hasCome = false
  private let readings: Readings

  fileprivate init(_ block: Block, _ host: UnsafeMutableRawPointer, _ readings: Readings) {
    (self.block, self.host, self.readings) = (block, host, readings)
  }

  func end() -> Bool { readings.end(self) }
}

extension Block {
  func reading(into host: UnsafeMutableRawPointer) -> pl_device_reading {
    pl_device_reading(host: host, buffer: pointer, bytes: byteCount)
  }
}
