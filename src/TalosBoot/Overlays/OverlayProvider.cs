namespace TalosBoot.Overlays;

/// <summary>Who installs an overlay.</summary>
public enum OverlayProvider
{
    /// <summary>TalosBoot itself, which knows the official boards. No program of the image is run.</summary>
    BoardTable,

    /// <summary>The program of the image.</summary>
    Program,

    /// <summary>What the caller brought with <see cref="TalosBootOptions.FindOverlay"/>.</summary>
    Caller,
}
