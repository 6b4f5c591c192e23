using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Factory.Configuration;

/// <summary>The configuration of an Image Factory cannot be used; all that is wrong with it at once.</summary>
public sealed class ImageFactoryConfigurationException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">What is wrong: a sentence each.</param>
    /// <param name="innerException">What caused it.</param>
    public ImageFactoryConfigurationException(IReadOnlyList<string> problems, Exception? innerException = null)
        : base(DiagnosticIds.FactoryConfiguration, $"invalid configuration: {string.Join(" ", problems)}", innerException) => Problems = problems;

    /// <summary>What is wrong: a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
