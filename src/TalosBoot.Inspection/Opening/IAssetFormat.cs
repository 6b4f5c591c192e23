namespace TalosBoot.Inspection.Opening;

/// <summary>A format that parts may have.</summary>
internal interface IAssetFormat
{
    /// <summary>Whether a part has this format, by its first bytes or its name.</summary>
    bool Recognizes(ContentPart part);

    /// <summary>Takes a part apart.</summary>
    /// <param name="part">The part.</param>
    /// <param name="work">Where findings go, and what helps.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is in it; null where it has the mark of the format and is none after all.</returns>
    ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken);
}
