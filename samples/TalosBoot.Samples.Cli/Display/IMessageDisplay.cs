using TalosBoot.Core.Work;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>Shows messages and progress on standard error.</summary>
interface IMessageDisplay : IProgress<BuildProgress>, IDisposable
{
    /// <summary>Shows a message, each line of it.</summary>
    void Say(string message);
}
