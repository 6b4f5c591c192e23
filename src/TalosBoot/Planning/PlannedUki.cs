using TalosBoot.Boot.Measurement;
using TalosBoot.Core.Content;

namespace TalosBoot.Planning;

/// <summary>A UKI that an asset is or holds.</summary>
/// <param name="Content">The UKI.</param>
/// <param name="Measurement">Its measurement where it was made for the signatures; null where nobody needed it yet.</param>
internal sealed record PlannedUki(BlobSource Content, MeasurementReport? Measurement);
