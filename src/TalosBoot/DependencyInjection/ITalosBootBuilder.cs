using Microsoft.Extensions.DependencyInjection;

namespace TalosBoot.DependencyInjection;

/// <summary>What optional parts add themselves to, such as signers: the engine that was registered, and the collection that it is in.</summary>
public interface ITalosBootBuilder
{
    /// <summary>The name of the engine and of its options; empty for the engine without a name.</summary>
    string Name { get; }

    /// <summary>The collection.</summary>
    IServiceCollection Services { get; }
}
