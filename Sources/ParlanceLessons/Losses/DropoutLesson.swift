import Parlance

extension Lesson {
  /// B3. Dropout.
  static let dropout = Lesson(
    "dropout", "Dropout", rows: ["B3"],
    question: "How can units be left out in training without a change in use?",
    example: "B3Dropout",
    commands: ["parlance classify train --model-type dan --dropout 0.5 --output models/mood"]
  ) { page in
    page.say(
      "In each training step every unit is left out by chance, so that none can rely on another. What stays is "
        + "divided by 1 − rate: then the expected sum is what it is without, and in use nothing changes. The "
        + "lectures' rates: 15 % of inputs, 50 % of hidden units. A hundred thousand ones:")
    let ones = Tensor(NDArray(ones: [100, 1000]))
    var rows: [[String]] = []
    for (what, rate) in [("inputs", 0.15), ("hidden units", 0.5)] {
      let layer = Dropout(rate)
      let kept = layer(ones, .training(RandomKey(seed: 1))).array.doubles
      let zeros = Double(kept.count { $0 == 0 }) / Double(kept.count)
      let mean = kept.reduce(0, +) / Double(kept.count)
      page.keep("share of zeros, \(what)", zeros)
      page.keep("factor, \(what)", kept.max()!)
      page.keep("mean, \(what)", mean)
      rows.append([
        what, rate.fixed(2), zeros.fixed(3), kept.max()!.fixed(4), mean.fixed(3),
        layer(ones, .evaluation).array[0, 0].fixed(0),
      ])
    }
    page.table(
      "In training, and in use", ["", "rate", "zeros", "others", "mean", "in use"], rows)

    page.section("Masks that can be had again")
    let layer = Dropout(0.5)
    func mask(_ seed: UInt64) -> [Double] {
      layer(Tensor(NDArray(ones: [12])), .training(RandomKey(seed: seed))).array.doubles
    }
    page.say(
      "A mask is a function of its key. The same key draws the same units, at any number of threads:"
    )
    page.line("key 1: \(mask(1).fixed(0))")
    page.line("again: \(mask(1).fixed(0))")
    page.line("key 2: \(mask(2).fixed(0))")
    page.keep("same again", mask(1) == mask(1) ? 1 : 0)
    page.picture(
      HeatMap(
        "Six steps of training, twelve units", rows: (1...6).map { "step \($0)" },
        columns: (1...12).map(String.init), values: (1...6).map { mask(UInt64($0)) }, range: 0...2
      ), "dropout", "each row leaves out other units; those that stay have the value 2")

    let half = Dropout(0.2)(ones, .training(RandomKey(seed: 1))).array.doubles.max()!
    return Exercise(
      "With a rate of 0.2: by what are the units multiplied that stay?", .number(half),
      why: "1 / (1 − 0.2). Four of five stay, so each carries a quarter more.",
      hint: "0.8 of them stay on average, and their sum should be that of all.",
      slips: [
        (.number(5), "Divide by the share that stays, 1 − rate, not by the rate."),
        (.number(0.8), "The other way round: divide by 0.8."),
        (.number(1.2), "Not 1 + rate; divide by 1 − rate."),
      ])
  }
}
