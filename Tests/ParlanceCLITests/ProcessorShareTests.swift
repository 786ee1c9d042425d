import Testing

@testable import ParlanceCLI

@Suite struct ProcessorShareTests {
  private func place(_ host: String, _ processors: UInt64, of machine: Int) -> ProcessorShare.Place
  {
    ProcessorShare.Place(
      host: host, processors: [processors, 0], machine: machine, variant: "avx2")
  }

  @Test func aRankThatIsBoundToOneOfManyProcessorsIsNamed() {
    let notes = ProcessorShare.notes(
      [place("a", 0xFFFF, of: 16), place("b", 1, of: 16), place("c", 2, of: 16)], library: "MPI 1")
    #expect(
      notes == [
        "3 processes on 3 hosts, MPI 1",
        "rank 1 may use 1 of the 16 processors of b: give mpirun --bind-to none",
      ])
  }

  @Test func aProcessorARankIsAllThereIs() {
    let places = (0..<4).map { place("a", 1 << UInt64($0), of: 4) }
    #expect(ProcessorShare.notes(places, library: "MPI 1") == ["4 processes on 1 host, MPI 1"])
  }
}
