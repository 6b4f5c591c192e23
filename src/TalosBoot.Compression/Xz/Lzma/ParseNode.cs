namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>The cheapest way found so far to get to a position.</summary>
internal struct ParseNode
{
    /// <summary>What all symbols up to here cost.</summary>
    public uint Price;

    /// <summary>The node that the last step started from.</summary>
    public int Previous;

    /// <summary>The step's symbol, or its first one when it has several.</summary>
    public LzmaSymbol Symbol;

    /// <summary>What follows the first symbol.</summary>
    public ParseTail Tail;

    /// <summary>The state of the model here. Known once the node is left.</summary>
    public int State;

    public uint Rep0;
    public uint Rep1;
    public uint Rep2;
    public uint Rep3;

    /// <summary>Whether the last symbol up to here is a match at the last distance.</summary>
    public readonly bool EndsWithRepeat => Tail != ParseTail.None || Symbol.Back == 0;
}
