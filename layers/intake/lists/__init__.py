"""Lists of projects: land codes, communes, areas and money as offices write them."""
