#undef PANEL
#undef panel_sum
#undef panel_product
#undef panel_pack
#undef panel_set
