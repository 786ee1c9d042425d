import Parlance

extension Lesson {
  /// D7. Threads and devices.
  static let hardware = Lesson(
    "hardware", "Threads, processors, devices", rows: ["D7"],
    question: "What does a training step cost, and what makes it faster?",
    commands: [
      "parlance bench matmul 700 10000 650", "parlance bench recurrent --cell lstm --steps 5",
      "parlance lm train --threads 2 --output models/book", "parlance devices",
      "parlance lm train --device gpu --output models/book",
    ]
  ) { page in
    page.section("Counting")
    page.say(
      "A product [M, K] × [K, N] takes 2 M K N operations, and a step of training does each product three times: "
        + "forward, for the inputs' gradient, for the weights'. The output layer of a language model with 650 units "
        + "and 10,000 words, 700 tokens a step:")
    let forward = 2.0 * 700 * 650 * 10_000
    page.value("10⁹ operations forward", forward / 1e9, 1)
    page.value("10⁹ operations a step", 3 * forward / 1e9, 1)

    page.section("This machine")
    page.say("A product of 256 × 256 × 256, the best of five, by the number of threads:")
    var generator = RandomGenerator(seed: 1)
    let a = NDArray(normal: 1, shape: [256, 256], using: &generator)
    let (before, tensor) = (Threads.count, Tensor(a))
    defer { Threads.count = before }
    var (results, points): ([[Double]], [(name: String, value: Double)]) = ([], [])
    for threads in before > 1 ? [1, before] : [1] {
      Threads.count = threads
      let best = (0..<5).map { _ in
        ContinuousClock().measure { _ = matmul(tensor, tensor) } / .microseconds(1)
      }.min()!
      let speed = 2 * 256.0 * 256 * 256 / best / 1000
      page.value("\(threads) thread\(threads == 1 ? "" : "s"), GFLOP/s", speed, 1)
      points.append(("\(threads) thread\(threads == 1 ? "" : "s")", speed))
      results.append(matmul(tensor, tensor).array.doubles)
    }
    page.keep("same bits", results.allSatisfy { $0 == results[0] } ? 1 : 0)
    page.say(
      "The work is cut into tiles of fixed size that threads pick up, and sums are added in the tiles' order: so the "
        + "numbers are the same to the last bit at any number of threads.")
    page.picture(
      LessonPicture(
        "hardware",
        .bars(RankedChart("Speed of a product", x: "GFLOP/s", items: points)),
        "how many operations a second each number of threads does here and now"))

    page.section("A device")
    page.say(
      "Arrays lie where a device holds them, and results lie beside their inputs: the same code runs wherever its "
        + "parameters are. A graphics card is many times faster at large products; small ones do not pay for the way "
        + "there and back.")
    page.line("these arrays lie on: \(a.device)")

    let seconds = 3 * forward / 50e9
    return Exercise(
      "At 50 · 10⁹ operations a second: how long does a training step of that output layer take, in seconds?",
      .number(seconds), why: "27.3 · 10⁹ operations at 50 · 10⁹ a second.",
      hint: "Take the operations of a step, all three products, over the speed.",
      slips: [(.number(forward / 50e9), "That is forward alone; the way back has two products.")])
  }
}
