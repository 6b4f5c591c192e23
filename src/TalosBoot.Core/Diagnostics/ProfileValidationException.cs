namespace TalosBoot.Core.Diagnostics;

/// <summary>A request (a profile, or what a builder was told) cannot be carried out (TB1xxx). All problems are reported at once.</summary>
public sealed class ProfileValidationException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">All that is wrong; at least one. The first one's id becomes <see cref="TalosBootException.DiagnosticId"/>.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ProfileValidationException(IReadOnlyList<ProfileProblem> problems, Exception? innerException)
        : base(FirstId(problems), Describe(problems), innerException) => Problems = [.. problems];

    /// <summary>Creates the exception for a single problem.</summary>
    /// <param name="diagnosticId">A TB1xxx id.</param>
    /// <param name="path">The field of the profile, or the empty string.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ProfileValidationException(string diagnosticId, string path, string message, Exception? innerException = null)
        : this([new ProfileProblem(diagnosticId, path, message)], innerException)
    {
    }

    /// <summary>All that is wrong, in the order of the checks.</summary>
    public IReadOnlyList<ProfileProblem> Problems { get; }

    static string FirstId(IReadOnlyList<ProfileProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentOutOfRangeException.ThrowIfZero(problems.Count);
        return problems[0].DiagnosticId;
    }

    static string Describe(IReadOnlyList<ProfileProblem> problems) =>
        string.Join("; ", problems.Select(problem => problem.Path.Length == 0 ? problem.Message : $"{problem.Path}: {problem.Message}"));
}
