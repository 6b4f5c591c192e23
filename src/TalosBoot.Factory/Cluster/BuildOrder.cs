using TalosBoot.Core.Content;

namespace TalosBoot.Factory.Cluster;

/// <summary>What one service asks another to build: the words of the request, which the other resolves itself.</summary>
/// <param name="Identity">What the asset is known by. A service that comes to another identity is configured otherwise, and does not build it.</param>
/// <param name="Schematic">The identifier of the schematic.</param>
/// <param name="Version">The Talos version, as in the path of a request.</param>
/// <param name="Path">The name of the file, as in the path of a request; of an installer image <c>v2/</c> and its name.</param>
/// <param name="Owner">Whose schematic it is, where schematics have owners; else empty.</param>
/// <param name="Client">Who wants it, for the order of builds.</param>
public sealed record BuildOrder(Digest Identity, string Schematic, string Version, string Path, string Owner, string Client);
