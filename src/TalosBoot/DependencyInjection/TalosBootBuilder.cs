using Microsoft.Extensions.DependencyInjection;

namespace TalosBoot.DependencyInjection;

/// <summary>The engine that was registered.</summary>
internal sealed record TalosBootBuilder(string Name, IServiceCollection Services) : ITalosBootBuilder;
