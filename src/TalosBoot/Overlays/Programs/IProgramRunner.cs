namespace TalosBoot.Overlays.Programs;

/// <summary>Runs programs on this machine, or does not.</summary>
internal interface IProgramRunner
{
    /// <summary>The architecture whose programs run here; null where none of Linux do.</summary>
    Core.Versions.Architecture? Architecture { get; }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="call">What to run.</param>
    /// <param name="cancellationToken">Ends the program, and all that it started.</param>
    Task<ProgramAnswer> RunAsync(ProgramCall call, CancellationToken cancellationToken);
}
