import ParlanceSystem
import Testing

@testable import ParlanceDistributed

@Suite struct MPILaunchTests {
  @Test(arguments: [
    ["OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_RANK": "3"], ["PMI_SIZE": "4", "PMI_RANK": "3"],
    ["SLURM_STEP_NUM_TASKS": "4", "SLURM_PROCID": "3"],
    // A launcher within a queue's step.
    [
      "OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_RANK": "3", "SLURM_STEP_NUM_TASKS": "2",
      "SLURM_PROCID": "0",
    ],
  ]) func processesThatWereBegunTogether(_ environment: [String: String]) {
    let launch = MPILaunch(environment)
    #expect(launch?.size == 4)
    #expect(launch?.rank == 3)
  }

  @Test(arguments: [
    [:], ["OMPI_COMM_WORLD_SIZE": "1", "OMPI_COMM_WORLD_RANK": "0"], ["PMI_SIZE": "4"],
    ["PMI_SIZE": "1", "PMI_RANK": "0"], ["PMI_SIZE": "4", "PMI_RANK": "4"],
    ["PMI_SIZE": "many", "PMI_RANK": "0"],
    // The queue's script itself, of which there is one.
    ["SLURM_NTASKS": "4", "SLURM_PROCID": "0"],
  ]) func oneProcess(_ environment: [String: String]) {
    #expect(MPILaunch(environment) == nil)
  }

  @Test func theLaunchersOwnLibraryComesFirst() {
    let open = MPILaunch(["OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": "0"])
    let mpich = MPILaunch(["PMI_SIZE": "2", "PMI_RANK": "0"])
    #expect(open?.libraries.first?.contains(".40") == true)
    #expect(mpich?.libraries.first?.contains("12") == true)
    #expect(Set(open?.libraries ?? []) == Set(mpich?.libraries ?? []))
  }

  @Test func aLibraryThatIsNotThereIsNamed() throws {
    let launch = try #require(MPILaunch(["PMI_SIZE": "2", "PMI_RANK": "0"]))
    let error = #expect(throws: InputError.self) { try MPI(launch, path: "/nowhere/libmpi.so") }
    #expect(error?.kind == .unavailable)
    #expect(error?.message.contains("2 processes were begun together") == true)
    #expect(error?.message.contains("/nowhere/libmpi.so") == true)
  }
}
