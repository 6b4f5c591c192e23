namespace TalosBoot.Inspection;

/// <summary>A partition.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Name">Its name; empty in an MBR.</param>
/// <param name="Type">Its type, such as <c>EFI system</c>, or the number of one that has no name here.</param>
/// <param name="Offset">Where it starts, in bytes.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Content">What is in it, such as <c>XFS</c>; <c>empty</c> where all is zero.</param>
public sealed record InspectedPartition(int Number, string Name, string Type, long Offset, long Length, string Content);
