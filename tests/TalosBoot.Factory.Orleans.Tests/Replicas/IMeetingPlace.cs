namespace TalosBoot.Factory.Orleans.Tests.Replicas;

/// <summary>A server where replicas find each other.</summary>
internal interface IMeetingPlace : IDisposable
{
    /// <summary>The key of the configuration with its value.</summary>
    string Configuration { get; }
}
