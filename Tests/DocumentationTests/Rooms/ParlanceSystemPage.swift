import Parlance

/// What the page of ParlanceSystem begins with.
func systemPage(folder: String) throws {
  var generator = RandomGenerator(seed: 1)
  let watch = Stopwatch()
  do {
    try AtomicFile.write("drawn: \(generator.uniform())\n", to: folder + "/drawn.txt")
  } catch let error as InputError {
    print(error.kind.rawValue, error)
  }
  print(watch.seconds, "seconds")
}
