using Orleans.Placement;

namespace TalosBoot.Factory.Orleans;

/// <summary>Marks grains that are placed by <see cref="FreeSlotsPlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class FreeSlotsPlacementAttribute() : PlacementAttribute(new FreeSlotsPlacement());
