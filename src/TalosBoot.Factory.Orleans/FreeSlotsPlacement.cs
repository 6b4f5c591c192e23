namespace TalosBoot.Factory.Orleans;

/// <summary>Places a grain on the replica that has the most free slots for builds.</summary>
[GenerateSerializer]
[Immutable]
[SuppressReferenceTracking]
internal sealed class FreeSlotsPlacement : PlacementStrategy;
