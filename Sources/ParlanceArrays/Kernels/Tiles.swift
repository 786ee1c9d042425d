import CParlance

/// Calls the body for ranges of a fixed size that together are 0 ..< count, on all threads.
///
/// Which thread does a range decides nothing; the body must not write outside it.
package func forEachTile(of count: Int, size: Int = 16384, _ body: (Range<Int>) -> Void) {
  guard count > size else {
    if count > 0 { body(0..<count) }
    return
  }
  withoutActuallyEscaping(body) { body in
    let work = TileWork { tile in body(tile * size..<min((tile + 1) * size, count)) }
    withExtendedLifetime(work) {
      pl_parallel(
        Int64((count + size - 1) / size),
        { Unmanaged<TileWork>.fromOpaque($0!).takeUnretainedValue().body(Int($1)) },
        Unmanaged.passUnretained(work).toOpaque())
    }
  }
}

/// A closure behind a pointer, as C hands it on.
private final class TileWork {
  let body: (Int) -> Void

  init(_ body: @escaping (Int) -> Void) { self.body = body }
}
